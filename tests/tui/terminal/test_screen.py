"""The lean compositor is used with tested versions of Textual only."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from textual._compositor import Compositor
from textual.screen import Screen

from ppchat.tui.screens.inspect.screen import InspectScreen
from ppchat.tui.terminal.compositor import LeanCompositor
from ppchat.tui.terminal.screen import TESTED_VERSIONS, is_tested_version, use_lean_compositor
from tests.support.chat_app import run_chat


@pytest.fixture
def untested_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed version of Textual is not one of the tested ones."""
    monkeypatch.setattr("ppchat.tui.terminal.screen.TESTED_VERSIONS", ("0.1.0",))


def test_the_installed_version_is_recognized() -> None:
    assert is_tested_version() == (version("textual") in TESTED_VERSIONS)


@pytest.mark.skipif(not is_tested_version(), reason="this version of Textual is not tested")
async def test_a_tested_version_composes_leanly(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        assert type(chat.app.screen._compositor) is LeanCompositor


@pytest.mark.usefixtures("untested_version")
def test_an_untested_version_keeps_its_own_compositor() -> None:
    screen: Screen[None] = Screen()
    own = screen._compositor
    use_lean_compositor(screen)
    assert screen._compositor is own


@pytest.mark.usefixtures("untested_version")
async def test_with_an_untested_version_the_app_works(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        assert type(chat.app.screen._compositor) is Compositor
        await chat.write("hi")
        await chat.press("enter")
        await chat.until(lambda: chat.texts == ["hi", "Hello there"])
        await chat.until(lambda: "Hello there" in chat.text)
        chat.events.focus()
        await chat.press("g")
        assert "Hello there" not in chat.texts
        await chat.press("G", "f11")
        await chat.until(lambda: isinstance(chat.app.screen, InspectScreen))
        assert type(chat.app.screen._compositor) is Compositor
        await chat.until(lambda: "TTFT" in chat.text)
