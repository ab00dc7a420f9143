"""The app as it starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.adapters.config import resolve_settings
from ppchat.core.errors import UsageError
from ppchat.services.resume import LAST
from ppchat.tui.run import STARTER, make_app
from tests.support.chat_app import (
    STORED_ID,
    ChatDriver,
    build_app,
    paths_in,
    run_chat,
    save_conversation,
)
from tests.support.playbook import TWISTER, build_recording


async def test_the_demo_starts_with_a_prompt(tmp_path: Path) -> None:
    app = make_app(resolve_settings(paths_in(tmp_path), {"demo": True}, {}))
    async with app.run_test(size=(120, 36)) as pilot:
        chat = ChatDriver(pilot)
        await chat.ready()
        assert chat.prompt.text == STARTER
        assert chat.status.host == "demo"
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")
        assert any("pickled peppers" in text for text in chat.texts[1:])
    app = make_app(resolve_settings(paths_in(tmp_path), {"demo": True}, {}), resume=LAST)
    async with app.run_test(size=(120, 36)) as pilot:
        chat = ChatDriver(pilot)
        await chat.ready()
        assert chat.texts[0] == STARTER
        assert chat.prompt.text == ""


async def test_the_beginning_of_an_id_is_enough(tmp_path: Path) -> None:
    save_conversation(tmp_path, ("one", build_recording(TWISTER)))
    async with run_chat(tmp_path, flags={"resume": STORED_ID[:4]}) as chat:
        assert chat.texts[0] == "one"


def test_an_unknown_id_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no conversation begins"):
        build_app(tmp_path, resume="ffff")


def test_an_ambiguous_beginning_of_an_id_is_an_error(tmp_path: Path) -> None:
    save_conversation(tmp_path, ("one", build_recording(TWISTER)), conversation="abc1")
    save_conversation(tmp_path, ("one", build_recording(TWISTER)), conversation="abc2")
    with pytest.raises(UsageError, match="2 conversations begin"):
        build_app(tmp_path, resume="abc")
