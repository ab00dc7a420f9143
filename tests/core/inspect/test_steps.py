"""Steps are known by the tables of each dialect, and named in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.dialects.vocabulary import Family
from ppchat.core.inspect.steps import delta_name, describe_steps, ends_stream, step_of
from ppchat.core.recording.recording import Recording
from tests.support.recordings import build_recording, item_added, item_done, message_events


def described(recording: Recording, numbers: range) -> str:
    item_types = {item.output_index: item.type for item in recording.response.items}
    return describe_steps(recording, numbers, item_types)


def test_what_they_have_in_common_is_named_once() -> None:
    recording = build_recording(message_events(["a"]))
    assert described(recording, range(2)) == "created, in progress"
    assert described(recording, range(2, 4)) == "message, part added"
    assert described(recording, range(5, 8)) == "text, part, message done"
    brief = describe_steps(recording, range(5, 8), {0: "message"}, brief=True)
    assert brief == "text … message done"


def test_the_steps_of_a_tool() -> None:
    states: list[Mapping[str, Any]] = [
        {"type": f"response.web_search_call.{state}", "output_index": 0}
        for state in ("in_progress", "searching", "completed")
    ]
    recording = build_recording(
        [
            item_added(10, kind="web_search_call"),
            *((20 + n, state) for n, state in enumerate(states)),
            item_done(30, kind="web_search_call"),
        ]
    )
    words = "web search added, in progress, searching, completed, done"
    assert described(recording, range(5)) == words


def test_steps_of_a_block_are_named_by_its_kind() -> None:
    start = {"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use"}}
    recording = build_recording(
        [(10, start), (20, {"type": "content_block_stop", "index": 0})],
        dialect=MESSAGES,
    )
    assert described(recording, range(2)) == "tool use start, stop"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_no_error_and_no_unknown_type_is_a_step(dialect: Dialect) -> None:
    assert step_of(dialect, "of an unknown type") is None
    for event_type in dialect.event_types.values():
        if event_type.family in (Family.ERROR, Family.UNKNOWN):
            assert step_of(dialect, event_type.name) is None
        if event_type.family is Family.LIFECYCLE:
            assert step_of(dialect, event_type.name) is not None


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_the_sentinel_does_not_say_how_a_stream_ended(dialect: Dialect) -> None:
    ends = [event_type for event_type in dialect.event_types if ends_stream(dialect, event_type)]
    assert ends
    assert "[DONE]" not in ends


def test_a_delta_is_named_by_what_it_adds_to() -> None:
    names = {
        name: delta_name(dialect, name)
        for dialect in DIALECTS
        for name, event_type in dialect.event_types.items()
        if event_type.grows
    }
    assert names["response.output_text.delta"] == "text"
    assert names["response.reasoning_summary_text.delta"] == "summary"
    assert names["content_block_delta/thinking"] == "thinking"
    assert names["chunk.content"] == "content"
