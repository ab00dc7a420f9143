"""Which event brought a character, and what an event added."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.recording.recording import CHECKPOINT, Recording
from ppchat.core.search.texts import TextKind
from ppchat.core.text.rope import Rope
from ppchat.core.view.text_events import addition, event_of, hit_event
from tests.support.any_event import EVENTS
from tests.support.recordings import (
    TWISTER,
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    terminal,
)
from tests.support.showcase import cited_search, parallel_calls
from tests.support.streams import load_chat_streams, load_streams, open_recording

STREAMS = {
    name: open_recording(frames) for name, frames in (load_streams() | load_chat_streams()).items()
} | {"messages": cited_search(), "chat, calls": parallel_calls()}
TEXT: PartKey = (0, "text", 0)


def parts(recording: Recording, position: int) -> dict[PartKey, Rope]:
    return {
        (item.output_index, part.kind, part.part_index): part.text
        for item in recording.at(position).joined_items
        for part in item.parts
    }


def check_origins(recording: Recording, position: int, step: int = 1) -> None:
    """The event of a character is the first after which the text includes it."""
    for part, text in parts(recording, position).items():
        for offset in range(0, len(text), step):
            n = event_of(recording, part, offset, position)
            assert n is not None
            assert n < position
            after, before = parts(recording, n + 1)[part], parts(recording, n).get(part, Rope())
            assert after.shares(text, offset + 1)
            assert not before.shares(text, offset + 1)
        assert event_of(recording, part, len(text), position) is None


@pytest.mark.parametrize("name", STREAMS)
def test_the_event_of_a_character_is_the_first_with_it(name: str) -> None:
    recording = STREAMS[name]
    size = max((len(text) for text in parts(recording, len(recording)).values()), default=0)
    check_origins(recording, len(recording), 1 + size // 40)
    check_origins(recording, len(recording) // 2, 1 + size // 10)


@settings(deadline=None, max_examples=25)
@given(EVENTS, st.data())
def test_events_of_any_kind_have_origins_too(
    events: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    recording = build_recording(
        [(n, {**fields, "type": event_type}) for n, (event_type, fields) in enumerate(events)]
    )
    check_origins(recording, data.draw(st.integers(0, len(recording))))


@pytest.mark.parametrize("name", STREAMS)
def test_an_event_added_the_characters_that_it_brought(name: str) -> None:
    recording = STREAMS[name]
    for n in range(0, len(recording), 1 + len(recording) // 60):
        if added := addition(recording, n):
            part, start, stop = added
            assert event_of(recording, part, start, n + 1) == n
            assert event_of(recording, part, stop - 1, n + 1) == n
        if recording.delta_size(n):
            assert added is not None
            assert added.stop - added.start == recording.delta_size(n)


def test_a_text_that_came_with_its_end_is_of_that_event() -> None:
    content = [{"type": "output_text", "text": "All at once"}]
    recording = build_recording([created(), item_added(60), item_done(70, content=content)])
    assert event_of(recording, TEXT, 4, 3) == 2
    assert addition(recording, 2) == (TEXT, 0, 11)


def test_what_a_final_text_replaced_is_of_the_event_with_it() -> None:
    content = [{"type": "output_text", "text": "Sure, Peter"}]
    events = [created(), item_added(60), delta(70, "Sure"), delta(75, "! Peter")]
    recording = build_recording([*events, item_done(80, content=content), terminal(90)])
    assert [event_of(recording, TEXT, offset, 6) for offset in (0, 3, 4, 8)] == [2, 2, 4, 4]
    assert event_of(recording, TEXT, 4, 4) == 3
    assert addition(recording, 4) == (TEXT, 4, 11)
    assert addition(recording, 5) is None


def test_a_long_stream_is_folded_between_two_checkpoints_only() -> None:
    count = 20 * CHECKPOINT
    events = [created(), item_added(60), *(delta(70 + n, "word ") for n in range(count))]
    recording = build_recording(events)
    folded: list[int] = []

    def holds(response: Any) -> bool:
        folded.append(response.seen)
        return bool(response.seen >= 3000)

    assert recording.first_event(holds, len(recording)) == 2999
    assert len(folded) < CHECKPOINT + 10
    assert recording.first_event(lambda _: False, len(recording)) is None
    assert event_of(recording, TEXT, 5 * 3000, len(recording)) == 3002


def test_the_event_of_a_hit() -> None:
    recording = build_recording(TWISTER)
    answer, prompt, error = TextKind.ANSWER, TextKind.PROMPT, TextKind.ERROR
    assert hit_event(recording, answer, (0, "text", 0), 6) == 4
    assert hit_event(recording, answer, (0, "text", 0), 99) == -1
    assert hit_event(recording, TextKind.RESULT, (0, "", 0), 0) == 6
    assert hit_event(recording, TextKind.RESULT, (5, "", 0), 0) == -1
    assert hit_event(recording, prompt, None, 3) == -1
    assert hit_event(recording, error, None, 0) == len(recording) - 1
