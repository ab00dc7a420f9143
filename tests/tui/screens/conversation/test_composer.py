"""The prompt box on its screen: editing earlier turns, the editor, the history, the palette."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.command import CommandPalette
from textual.widgets import Static

from ppchat.core.chat.conversation import Node
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request
from ppchat.tui.dialogs.picker import Picker
from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.widgets.prompt import Prompt
from tests.support.chat_app import run_chat
from tests.support.recordings import TWISTER, build_recording
from tests.support.until import until

ONE, TWO = (Node(name, None, f"prompt {name}", Recording(Request({}, ""))) for name in "12")


class Host(App[None]):
    """An app with only the composer; keeps what it posts."""

    suspended = 0

    def __init__(self) -> None:
        super().__init__()
        self.composer = Composer("a draft")
        self.submitted: list[Composer.Submitted] = []

    def compose(self) -> ComposeResult:
        yield self.composer

    @on(Composer.Submitted)
    def keep(self, event: Composer.Submitted) -> None:
        self.submitted.append(event)

    @property
    def prompt(self) -> Prompt:
        return self.query_one(Prompt)

    @property
    def notes(self) -> list[str]:
        return [str(note.render()) for note in self.query("#note").results(Static)]


class SuspendableHost(Host):
    """An app that can be suspended without a terminal."""

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.suspended += 1
        yield


async def test_a_new_prompt_has_no_earlier_turn() -> None:
    app = Host()
    async with app.run_test() as pilot:
        assert app.prompt.text == "a draft"
        app.prompt.focus()
        await pilot.press("enter")
        await until(pilot, lambda: app.submitted)
        assert app.submitted == [Composer.Submitted("a draft", None)]


async def test_an_edit_puts_the_draft_back_unless_it_is_sent() -> None:
    app = Host()
    async with app.run_test() as pilot:
        assert not app.composer.end_edit(put_back=True)
        app.composer.edit(ONE)
        app.composer.edit(TWO)
        await until(pilot, lambda: app.notes)
        assert len(app.notes) == 1
        assert app.prompt.text == "prompt 2"
        assert app.prompt.has_focus
        await pilot.press("enter")
        await until(pilot, lambda: app.submitted)
        assert app.submitted == [Composer.Submitted("prompt 2", TWO)]
        assert app.composer.end_edit(put_back=True)
        await until(pilot, lambda: not app.notes)
        assert app.prompt.text == "a draft"


async def test_the_editor_returns_the_edited_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "path.write_text(path.read_text() + ', edited\\n')\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    app = SuspendableHost()
    async with app.run_test() as pilot:
        app.prompt.post_message(Prompt.EditorWanted())
        await until(pilot, lambda: app.prompt.text == "a draft, edited")
        assert app.suspended == 1


@pytest.mark.parametrize("host", [Host, SuspendableHost])
async def test_a_draft_survives_an_editor_that_cannot_start(
    host: type[Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    app = host()
    async with app.run_test() as pilot:
        app.prompt.post_message(Prompt.EditorWanted())
        await until(pilot, lambda: len(app._notifications) == 1)
        (notification,) = app._notifications
        assert notification.message.startswith("The editor did not start: ")
        assert app.prompt.text == "a draft"


async def test_history_is_searched(tmp_path: Path) -> None:
    turns = [
        (prompt, build_recording(TWISTER)) for prompt in ("why is the sky blue", "herons", "quic")
    ]
    async with run_chat(tmp_path, None, *turns) as chat:
        await chat.press("ctrl+r")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.press(*"sky", "enter")
        await chat.until(lambda: chat.prompt.text == "why is the sky blue")
        await chat.press("ctrl+r")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.press("escape")
        await chat.until(lambda: chat.prompt.has_focus)
        assert chat.prompt.text == "why is the sky blue"


async def test_a_slash_opens_the_palette_in_an_empty_prompt_only(tmp_path: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.press("a", "slash")
        assert chat.prompt.text == "a/"
        await chat.press("ctrl+c", "slash")
        await chat.until(lambda: isinstance(chat.app.screen, CommandPalette))
        assert chat.prompt.text == ""
