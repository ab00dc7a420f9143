"""Going back through the events of an answer, and through the answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ppchat.tui.events.playhead import Playhead
from tests.support.chat_app import HeldScript, reply_with, run_chat
from tests.support.recordings import TWISTER, build_recording, message_events

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


TURNS = [(prompt, build_recording(TWISTER)) for prompt in ("one", "two", "three")]


async def test_brackets_in_the_events_select_an_answer(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        assert "answer 3 of 3 · 8 events" in chat.text
        chat.events.focus()
        await chat.press("left_square_bracket")
        assert "answer 2 of 3" in chat.text
        assert [node.prompt for node in [chat.panes.selected_node] if node] == ["two"]
        assert chat.texts[::2] == ["one", "two", "three"]
        await chat.press("left_square_bracket", "left_square_bracket")
        assert "answer 1 of 3" in chat.text
        assert chat.transcript.scroll_offset.y == 0
        await chat.press("right_square_bracket", "right_square_bracket", "right_square_bracket")
        assert "answer 3 of 3" in chat.text


async def test_braces_and_clicks_in_the_text_select_an_answer(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        chat.transcript.focus()
        await chat.press("left_curly_bracket", "left_curly_bracket")
        assert "answer 1 of 3" in chat.text
        rows = chat.text.splitlines()
        marked = ["┃" in row[:3] for row in rows if "Peter Piper" in row[:60]]
        assert marked == [True, False, False]
        await chat.press("right_curly_bracket")
        assert "answer 2 of 3" in chat.text
        y = next(y for y, row in enumerate(rows) if "three" in row[:12])
        await chat.pilot.click(offset=(4, y))
        assert "answer 3 of 3" in chat.text
        await chat.press("K", "K")
        assert "answer 2 of 3" in chat.text


async def test_a_hit_of_the_search_selects_its_answer(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        await chat.press("ctrl+f", *"two")
        await chat.until(lambda: "answer 2 of 3" in chat.text)


async def test_a_click_on_a_character_goes_to_its_event_and_back(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        rows = chat.text.splitlines()
        y = next(y for y, row in enumerate(rows) if "Peter" in row[:60])
        await chat.pilot.click(offset=(rows[y].index("Peter") + 2, y))
        await chat.until(lambda: chat.panes.playhead == Playhead.peek(4))
        assert "answer 1 of 3 · 8 events" in chat.text
        assert chat.status.cursor == "◂ event 4 of 8"
        assert chat.texts[1::2] == ["Sure! Peter Piper"] * 3
        added = chat.transcript.cells[1].added
        assert added == (5, 11)
        await chat.press("escape")
        assert chat.panes.playhead.following
        assert chat.status.cursor == ""
        await chat.pilot.click(offset=(rows[y].index("Peter") + 2, y))
        await chat.until(lambda: chat.panes.playhead.peeking)
        chat.events.focus()
        await chat.press("left")
        assert chat.texts[1] == "Sure!"
        assert chat.texts[3] == "Sure! Peter Piper"


async def test_enter_goes_to_the_event_of_the_place(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS, size=(80, 24)) as chat:
        await chat.press("ctrl+f", *"piper", "escape")
        chat.transcript.focus()
        await chat.press("left_curly_bracket", "left_curly_bracket", "enter")
        assert chat.events.has_focus
        assert chat.panes.playhead == Playhead.peek(2)
        assert "1/3 · 8 events" in chat.text or "answer 1 of 3 · 8 events" in chat.text


async def test_the_cursor_of_the_events_brings_its_text_into_sight(tmp_path: Path) -> None:
    long = build_recording(message_events([f"Line {n}\n\n" for n in range(40)]))
    async with run_chat(tmp_path, None, ("one", long), ("two", long), size=(120, 20)) as chat:
        chat.events.focus()
        await chat.press("left_square_bracket", "t", "home", "down", "down", "down", "down")
        assert "Line 0" in chat.text
        await chat.press("end")
        assert "Line 39" in chat.text
        await chat.press(*["left"] * 6)
        assert "Line 37" in chat.text
        assert "two" in chat.texts


async def test_the_events_stand_below_the_text_where_there_is_no_room_beside_it(
    tmp_path: Path,
) -> None:
    long = build_recording(message_events([f"Line {n}\n\n" for n in range(40)]))
    async with run_chat(tmp_path, None, ("one", long), size=(80, 24)) as chat:
        await chat.press("ctrl+backslash")
        assert chat.events.has_focus
        await chat.until(lambda: "Line 39" in chat.text)
        assert chat.transcript.region.bottom <= chat.events.region.y
        await chat.press("t", *["left"] * 10)
        await chat.until(lambda: "Line 33" in chat.text)
        await chat.press("escape")
        assert chat.prompt.has_focus
        await chat.until(lambda: not chat.events.region)
        assert chat.transcript.region.height == 19


async def test_a_line_stays_in_sight_when_its_event_is_shown(tmp_path: Path) -> None:
    long = build_recording(message_events([f"Line {n}\n\n" for n in range(40)]))
    async with run_chat(tmp_path, None, ("one", long), size=(80, 24)) as chat:
        chat.transcript.focus()
        await chat.pilot.pause()
        (first, *_) = re.findall(r"Line \d+", chat.text)
        await chat.press("right_parenthesis", "enter")
        await chat.until(lambda: chat.panes.playhead.peeking and chat.events.has_focus)
        await chat.until(lambda: chat.transcript.region.height == 8)
        await chat.until(lambda: first in chat.text)


async def test_scrolling_selects_nothing(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS, size=(120, 14)) as chat:
        chat.transcript.focus()
        await chat.press("g", "j", "pageup", "G", "k")
        assert "answer 3 of 3" in chat.text


async def test_an_answer_that_streams_is_selected_unless_another_was_chosen(
    tmp_path: Path,
) -> None:
    held = HeldScript("Hello", " there")
    async with run_chat(tmp_path, held, *TURNS) as chat:
        await chat.write("four")
        await chat.press("enter")
        await chat.until(lambda: "answer 4 of 4" in chat.text)
        await chat.until(lambda: len(chat.panes.recording or ()) == 4)
        chat.transcript.focus()
        await chat.press("left_curly_bracket")
        assert "answer 3 of 4" in chat.text
        await chat.until(lambda: "● 4 streams" in chat.text)
        held.release()
        await chat.until(lambda: not chat.screen.is_asking)
        assert chat.texts[-1] == "Hello there"
        assert "answer 3 of 4" in chat.text
        assert "streams" not in chat.text
        chat.prompt.focus()
        await chat.ask("five")
        assert "answer 5 of 5" in chat.text


async def test_another_answer_to_the_selected_prompt_is_selected(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, *TURNS) as chat:
        chat.transcript.focus()
        await chat.press("left_curly_bracket", "left_curly_bracket")
        assert chat.panes.answer == "Sure! Peter Piper"
        await chat.press("r", "enter")
        await chat.until(lambda: "answer 1 of 1" in chat.text and not chat.screen.is_asking)
        chat.screen.action_branch(-1)
        await chat.until(lambda: "answer 1 of 3" in chat.text)


@pytest.mark.parametrize(("width", "beside"), [(100, True), (99, False), (80, False)])
async def test_the_events_are_beside_the_text_or_over_it(
    tmp_path: Path, width: int, beside: bool
) -> None:
    async with run_chat(tmp_path, None, TURN, size=(width, 24)) as chat:
        assert chat.events.region.width > 0 or not beside
        assert ("8 events" in chat.text) is beside
        await chat.press("f12")
        assert ("8 events" in chat.text) is not beside
        assert "Peter" in chat.text or not beside
        await chat.press("f12")
        assert ("8 events" in chat.text) is beside


async def test_a_narrow_terminal_made_wide_shows_the_events(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, TURN, size=(80, 24)) as chat:
        await chat.pilot.resize_terminal(130, 30)
        await chat.until(lambda: "8 events" in chat.text)


async def test_the_inspector_opens_at_the_cursor(tmp_path: Path) -> None:
    async with run_chat(tmp_path, None, TURN) as chat:
        chat.events.focus()
        await chat.press("g", "right", "right", "enter", "enter")
        await chat.until(lambda: chat.app.screen is not chat.screen)
        assert chat.app.screen.position == 3  # type: ignore[attr-defined]
        await chat.press("z")
        assert chat.app.screen is chat.screen


async def test_an_answer_is_checked_against_the_schema_that_it_has_to_follow(
    tmp_path: Path,
) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    file = tmp_path / "city.json"
    file.write_text(json.dumps(schema))
    script = reply_with('{"city":', " null}")
    async with run_chat(tmp_path, script, flags={"schema": str(file)}) as chat:
        await chat.ask("Where?")
        body = chat.chat.conversation.path[0].recording.request.body
        assert body["text"]["format"]["schema"] == schema
        await chat.until(lambda: "line 1, /city: null is not of type 'string'" in chat.texts[-1])
        assert "schema city" in chat.foot.notes


async def test_a_stored_answer_is_checked_once_it_is_selected(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["city"]}
    body = {"text": {"format": {"type": "json_schema", "schema": schema}}}
    turns = [
        (prompt, build_recording(message_events([text]), body=body))
        for prompt, text in (("one", "{}"), ("two", '{"city": 1}'))
    ]
    async with run_chat(tmp_path, None, *turns) as chat:
        await chat.until(lambda: chat.texts[-1] == "The answer follows its schema.")
        chat.events.focus()
        await chat.press("left_square_bracket")
        await chat.until(lambda: any("'city' is a required" in text for text in chat.texts))
