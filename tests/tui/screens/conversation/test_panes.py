"""Going back through the events of an answer, and through the answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.chat_app import HeldScript, run_chat
from tests.support.recordings import TWISTER, build_recording

TURN = ("one", build_recording(TWISTER))


async def test_the_text_is_as_it_was_and_the_newest_delta_is_marked(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, TURN) as chat:
        chat.events.focus()
        await chat.press("g")
        assert chat.texts == ["one", ""]
        assert chat.status.cursor == "◂ event 0 of 8"
        for position, text in ((3, "Sure"), (4, "Sure!"), (5, "Sure! Peter")):
            await chat.press(*["right"] * (position - chat.panes.playhead.position))
            assert chat.texts == ["one", text]
            added = chat.transcript.cells[-1].added
            assert added is not None
            assert text[slice(*added)] == str(
                build_recording(TWISTER).event(position - 1).data["delta"]
            )
        await chat.press("F")
        assert chat.texts == ["one", "Sure! Peter Piper"]
        assert chat.status.cursor == ""
        assert chat.panes.playhead.following


async def test_a_moved_cursor_stays_while_an_answer_streams(tmp_path: Path) -> None:
    held = HeldScript("Hello", " there")
    async with run_chat(tmp_path, held) as chat:
        await chat.write("hi")
        await chat.press("enter")
        await chat.until(lambda: len(chat.panes.recording or ()) == 4)
        chat.events.focus()
        await chat.press("g")
        assert not chat.panes.playhead.following
        held.release()
        await chat.until(lambda: chat.word == "completed")
        assert chat.panes.playhead.position == 1
        assert "Hello" not in "".join(chat.texts[1:])
        await chat.press("F")
        assert chat.texts == ["hi", "Hello there"]


async def test_brackets_step_through_the_responses(tmp_path: Path) -> None:
    turns = [(prompt, build_recording(TWISTER)) for prompt in ("one", "two", "three")]
    async with run_chat(tmp_path, None, *turns) as chat:
        chat.events.focus()
        await chat.press("left_square_bracket")
        assert chat.status.cursor == "◂ response 2 of 3"
        assert chat.texts[-2] == "two"
        await chat.press("left_square_bracket", "left_square_bracket")
        assert chat.texts[0] == "one"
        assert len(chat.texts) == 2
        await chat.press("right_square_bracket", "right_square_bracket")
        assert chat.status.cursor == ""
        assert chat.texts[-2] == "three"


@pytest.mark.parametrize(("width", "beside"), [(100, True), (99, False), (80, False)])
async def test_the_events_are_beside_the_text_or_over_it(
    tmp_path: Path, width: int, beside: bool
) -> None:
    async with run_chat(tmp_path, None, TURN, size=(width, 24)) as chat:
        assert chat.events.region.width > 0 or not beside
        assert ("Events 8" in chat.text) is beside
        await chat.press("f12")
        assert ("Events 8" in chat.text) is not beside
        assert "Peter" in chat.text or not beside
        await chat.press("f12")
        assert ("Events 8" in chat.text) is beside


async def test_a_narrow_terminal_made_wide_shows_the_events(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, TURN, size=(80, 24)) as chat:
        await chat.pilot.resize_terminal(130, 30)
        await chat.until(lambda: "Events 8" in chat.text)


async def test_the_inspector_opens_at_the_cursor(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, TURN) as chat:
        chat.events.focus()
        await chat.press("g", "right", "right", "enter", "enter")
        await chat.until(lambda: chat.app.screen is not chat.screen)
        assert chat.app.screen.position == 3  # type: ignore[attr-defined]
        await chat.press("z")
        assert chat.app.screen is chat.screen
