"""Keys act on the selected answer, or say why they cannot."""

from __future__ import annotations

from pathlib import Path

from tests.support.chat_app import STORED_ID, load_conversation, run_chat
from tests.support.recordings import TWISTER, build_recording


async def test_a_key_that_cannot_act_says_why(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        for widget, key, reason in (
            (chat.transcript, "less_than_sign", "No previous branch here."),
            (chat.transcript, "greater_than_sign", "No next branch here."),
            (chat.transcript, "left_curly_bracket", "This is the first answer."),
            (chat.transcript, "right_curly_bracket", "This is the last answer."),
            (chat.transcript, "o", "No link in sight."),
            (chat.transcript, "O", "No link in sight."),
            (chat.transcript, "n", "Nothing is searched for: ctrl+f finds."),
            (chat.events, "n", "Nothing is marked: m marks an event."),
        ):
            chat.app.clear_notifications()
            widget.focus()
            await chat.press(key)
            assert [notice.message for notice in chat.app._notifications] == [reason], key
        await chat.press("m", "n")
        assert chat.app._notifications
        await chat.press("ctrl+n")
        for action in ("inspect", "export", "propose('edit')", "answer(1)", "copy_reply"):
            chat.app.clear_notifications()
            await chat.app.run_action(action, chat.screen)
            await chat.until(lambda: chat.app._notifications)
            assert [notice.message for notice in chat.app._notifications] == ["No answer yet."]


async def test_branches_are_stepped_through_and_stored(tmp_path: Path) -> None:
    turns = (("one", build_recording(TWISTER), None), ("two", build_recording(TWISTER), None))
    async with run_chat(tmp_path, None, *turns, ("then", build_recording(TWISTER), 1)) as chat:
        assert chat.texts[0] == "two"
        assert "2 of 2" in chat.text
        chat.transcript.focus()
        await chat.press("less_than_sign")
        assert chat.texts[0] == "one"
        assert "1 of 2" in chat.text
        assert len(chat.chat.conversation.path) == 1
        await chat.press("less_than_sign")
        assert chat.texts[0] == "one"
    assert [node.prompt for node in load_conversation(tmp_path).path] == ["one"]
    async with run_chat(tmp_path, None, flags={"resume": STORED_ID}) as chat:
        chat.transcript.focus()
        await chat.press("greater_than_sign")
        assert [node.prompt for node in chat.chat.conversation.path] == ["two", "then"]


async def test_a_conversation_without_branches_counts_none(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, ("one", build_recording(TWISTER))) as chat:
        assert chat.transcript.cells[0].title == ""
        chat.transcript.focus()
        await chat.press("greater_than_sign")
        assert chat.texts[0] == "one"
