"""What the app opens with."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.adapters.config import settings
from ppchat.core.errors import UsageError
from ppchat.services.resume import LAST
from ppchat.tui.run import STARTER, make_app
from tests.support.chat_app import KEPT, Chatting, app_at, chatting, keep, place
from tests.support.playbook import TWISTER, recording


async def test_without_anything_configured_it_is_the_demo_with_a_starter(tmp_path: Path) -> None:
    app = make_app(settings(place(tmp_path), {"demo": True}, {}))
    async with app.run_test(size=(120, 36)) as pilot:
        chat = Chatting(pilot)
        await chat.ready()
        assert chat.prompt.text == STARTER
        assert chat.status.host == "demo"
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")
        assert any("pickled peppers" in text for text in chat.texts[1:])
    app = make_app(settings(place(tmp_path), {"demo": True}, {}), resume=LAST)
    async with app.run_test(size=(120, 36)) as pilot:
        chat = Chatting(pilot)
        await chat.ready()
        assert chat.texts[0] == STARTER
        assert chat.prompt.text == ""


async def test_the_beginning_of_an_id_is_enough(tmp_path: Path) -> None:
    keep(tmp_path, ("one", recording(TWISTER)))
    async with chatting(tmp_path, flags={"resume": KEPT[:4]}) as chat:
        assert chat.texts[0] == "one"


def test_an_unknown_id_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no conversation begins"):
        app_at(tmp_path, resume="ffff")


def test_a_beginning_of_two_ids_is_told(tmp_path: Path) -> None:
    keep(tmp_path, ("one", recording(TWISTER)), conversation="abc1")
    keep(tmp_path, ("one", recording(TWISTER)), conversation="abc2")
    with pytest.raises(UsageError, match="more than one"):
        app_at(tmp_path, resume="abc")
