"""What is sent is answered, one prompt at a time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ppchat.core.response.outcome import Outcome
from tests.support.chat_app import HeldScript, run_chat
from tests.support.faults import fault_by_prompt
from tests.support.loopback import answer


async def test_a_second_enter_while_an_answer_streams_keeps_the_text(tmp_path: Path) -> None:
    held = HeldScript("Hello")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("one")
        await chat.press("enter", *"two", "enter")
        assert chat.prompt.text == "two"
        await chat.until(lambda: chat.word == "streaming")
        await chat.press("enter")
        assert chat.prompt.text == "two"
        assert any("Still answering" in text for text in chat.notifications)
        held.release()
        await chat.until(lambda: chat.word == "completed")
        assert len(chat.chat.conversation) == 1


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
