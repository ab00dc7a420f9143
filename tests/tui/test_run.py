"""The app as it starts."""

from __future__ import annotations

from pathlib import Path

from ppchat.adapters.config import resolve_settings
from ppchat.demo.catalogue import QUESTIONS
from ppchat.services.launch import LAST
from ppchat.tui.run import make_app
from tests.support.chat_app import (
    STORED_ID,
    ChatDriver,
    paths_in,
    run_chat,
    save_conversation,
)
from tests.support.recordings import TWISTER, build_recording


async def test_the_demo_starts_with_an_offer(tmp_path: Path) -> None:
    app = make_app(resolve_settings(paths_in(tmp_path), {"demo": True}, {}))
    async with app.run_test(size=(120, 36)) as pilot:
        chat = ChatDriver(pilot)
        await chat.ready()
        assert chat.prompt.text == ""
        assert chat.foot.host == "demo"
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")
        assert any("pickled peppers" in text for text in chat.texts[1:])
    app = make_app(resolve_settings(paths_in(tmp_path), {"demo": True}, {}), resume=LAST)
    async with app.run_test(size=(120, 36)) as pilot:
        chat = ChatDriver(pilot)
        await chat.ready()
        assert chat.texts[0] == QUESTIONS[0].prompt
        assert chat.prompt.text == ""


async def test_the_beginning_of_an_id_is_enough(tmp_path: Path) -> None:
    save_conversation(tmp_path, ("one", build_recording(TWISTER)))
    async with run_chat(tmp_path, flags={"resume": STORED_ID[:4]}) as chat:
        assert chat.texts[0] == "one"
