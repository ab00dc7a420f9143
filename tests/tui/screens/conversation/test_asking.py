"""What is sent is answered, one prompt at a time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ppchat.core.chat.draft import parse_draft
from ppchat.core.response.outcome import Outcome
from tests.support.chat_app import ChatDriver, HeldScript, reply_with, run_chat
from tests.support.faults import fault_by_prompt
from tests.support.loopback import Exchange, Script, answer


async def test_what_is_sent_while_an_answer_streams_is_sent_as_answers_end(tmp_path: Path) -> None:
    held = HeldScript("Hello")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter", *"two", "enter", *"three", "enter")
        await chat.until(lambda: chat.word == "streaming")
        assert chat.prompt.text == ""
        assert waiting(chat) == ["two", "three"]
        await chat.until(lambda: "1  two" in chat.text and "2  three" in chat.text)
        held.release()
        await chat.until(lambda: len(chat.chat.conversation) == 3 and not chat.screen.is_asking)
        nodes = chat.chat.conversation.nodes
        assert [node.prompt for node in nodes] == ["one", "two", "three"]
        assert [node.parent for node in nodes] == [None, nodes[0].id, nodes[1].id]
        assert waiting(chat) == []
        assert "Queued" not in chat.text


async def test_the_last_that_waits_is_edited_removed_and_clicked_away(tmp_path: Path) -> None:
    held = HeldScript("Hello")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter", *"two", "enter", *"three", "enter", "up")
        await chat.until(lambda: chat.prompt.text == "three")
        assert waiting(chat) == ["two"]
        await chat.press("x", "enter")
        await chat.until(lambda: waiting(chat) == ["two", "threex"])
        await chat.press("delete")
        await chat.until(lambda: waiting(chat) == ["two"])
        await chat.until(lambda: "two" in chat.text)
        await chat.until(lambda: "×" in chat.text)
        lines = chat.text.split("\n")
        row = next(y for y, line in enumerate(lines) if "×" in line)
        await chat.pilot.click(offset=(lines[row].index("×"), row))
        await chat.until(lambda: waiting(chat) == [])
        held.release()
        await chat.until(lambda: chat.word == "completed")
        assert len(chat.chat.conversation) == 1


async def test_a_key_that_is_held_removes_no_more_than_waits(tmp_path: Path) -> None:
    held = HeldScript("Hello")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter", *"two", "enter")
        await chat.until(lambda: waiting(chat) == ["two"])
        chat.prompt.action_delete_right()
        chat.prompt.action_delete_right()
        chat.prompt.action_older()
        await chat.until(lambda: waiting(chat) == [])
        await chat.pilot.pause()
        assert chat.prompt.text == ""
        held.release()
        await chat.until(lambda: chat.word == "completed")


async def test_a_stop_holds_what_waits_until_enter(tmp_path: Path) -> None:
    held = HeldScript("Hello")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter", *"two", "enter")
        await chat.until(lambda: chat.word == "streaming")
        await chat.press("escape")
        await chat.until(lambda: "enter sends the next · the answer was stopped" in chat.text)
        assert len(chat.chat.conversation) == 1
        held.release()
        await chat.press("enter")
        await chat.until(lambda: len(chat.chat.conversation) == 2 and not chat.screen.is_asking)
        assert waiting(chat) == []


async def test_a_refusal_holds_what_waits(tmp_path: Path) -> None:
    may_refuse = asyncio.Event()
    async with run_chat(tmp_path, refuse_once(may_refuse), flags={"model": "m"}) as chat:
        await chat.write("one")
        await chat.press("enter", *"two", "enter")
        await chat.until(lambda: waiting(chat) == ["two"])
        may_refuse.set()
        await chat.until(lambda: "the answer was refused · up" in chat.text)
        assert chat.prompt.text == "one"
        await chat.press("enter")
        await chat.until(lambda: len(chat.chat.conversation) == 2 and not chat.screen.is_asking)
        assert waiting(chat) == ["two"]


async def test_what_waits_outlives_a_kill_and_stays_with_its_conversation(tmp_path: Path) -> None:
    held = HeldScript("Hello")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter", *"two", "enter", *"th")
        await chat.until(lambda: chat.word == "streaming")
        store, conversation = chat.chat.store, chat.chat.conversation.id
        await asyncio.to_thread(store.flush)
        # What a process that is killed now leaves on the disk.
        draft = parse_draft(await asyncio.to_thread(store.draft, conversation))
        assert draft.queued == ("two",)
        await chat.press("escape")
        await chat.until(lambda: not chat.screen.is_asking)
        await chat.press("ctrl+n")
        await chat.until(lambda: len(chat.chat.conversation) == 0)
        assert waiting(chat) == []
        assert chat.prompt.text == "th"
        chat.screen._parts.open_conversation.open_stored(conversation)
        await chat.until(lambda: waiting(chat) == ["two"])
        await chat.until(lambda: "kept from before" in chat.text)


def waiting(chat: ChatDriver) -> list[str]:
    """The prompts that wait."""
    return [prompt.text for prompt in chat.screen._asking.queue.prompts]


def refuse_once(may_refuse: asyncio.Event) -> Script:
    """A script that refuses the first request, once it may, and answers others."""
    left = [answer(b"{}", status="400 Bad Request")]

    async def script(exchange: Exchange) -> None:
        await may_refuse.wait()
        await (left.pop() if left else reply_with("Hello"))(exchange)

    return script


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ("silent", "no bytes for"),
        ("head-stall", "no bytes for"),
        ("stall", "no bytes for"),
        ("keepalives", "keepalives only, no event for"),
    ],
)
async def test_another_prompt_stops_an_answer_that_fell_silent(
    fault: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_chat(tmp_path, fault_by_prompt) as chat:
        await chat.write(fault)
        await chat.press("enter")
        await chat.until(lambda: chat.chat.streaming_node)
        monkeypatch.setattr("ppchat.core.view.live.progress.SILENCE_NS", 50_000_000)
        await chat.until(
            lambda: word in chat.text and "esc stops · tab, r, enter retries" in chat.text
        )
        await chat.ask("good")
        outcomes = [node.recording.outcome for node in chat.chat.conversation.nodes]
        assert outcomes == [Outcome.STOPPED, Outcome.COMPLETED]
        assert chat.notifications == []


async def test_escape_stops_a_prompt_at_any_moment(tmp_path: Path) -> None:
    async with run_chat(tmp_path, fault_by_prompt) as chat:
        for iterations in range(0, 60, 3):
            chat.screen._asking.send("silent")
            for _ in range(iterations):
                await asyncio.sleep(0)
            chat.screen.action_escape()
            await chat.until(lambda: not chat.screen.is_asking)
            assert chat.word == "stopped"


async def test_a_refused_prompt_returns_to_the_prompt_box(tmp_path: Path) -> None:
    refusal = answer(b'{"error": {"message": "no such model"}}', status="404 Not Found",
                     content_type="application/json")  # fmt: skip
    async with run_chat(tmp_path, refusal) as chat:
        await chat.ask("one")
        await chat.until(lambda: chat.word == "refused")
        assert chat.prompt.text == "one"
        assert "no such model" in chat.texts[-1]


async def test_a_refused_prompt_does_not_displace_what_was_typed_since(tmp_path: Path) -> None:
    held = HeldScript("Hello")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter", *"two")
        await chat.until(lambda: chat.word == "streaming")
        held.release()
        await chat.until(lambda: chat.word == "completed")
        assert chat.prompt.text == "two"
