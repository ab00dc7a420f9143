"""OpenAI's Responses and Open Responses are told apart, and held against their own rules."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.checks.run import findings
from ppchat.core.dialects.finding import Severity
from ppchat.core.dialects.responses.profiles import Profile, is_extension, shown_profile
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from tests.support.recordings import build_recording, message_events

DONE_FRAME = (900.0, b"data: [DONE]\n\n")
OPENAI, OPEN_RESPONSES = (profile.value for profile in Profile)


def codes(recording: Recording, profile: str = "") -> set[str]:
    listed = findings(recording, profile)
    return {one.code for one in listed if one.severity is not Severity.TIMING}


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("response.reasoning.delta", {}, True),
        ("acme:trace.delta", {}, True),
        ("response.output_item.added", {"item": {"type": "acme:search_call"}}, True),
        ("response.output_item.added", {"item": {"type": "message"}}, False),
        ("response.output_item.added", {"item": None}, False),
        ("response.reasoning_part.added", {}, False),
    ],
)
def test_signs(kind: str, data: dict[str, Any], expected: bool) -> None:
    recording = build_recording([(100, {"type": kind, **data}), (101, b"data: [DONE]\n\n")])
    assert (shown_profile(recording) is Profile.OPEN_RESPONSES) is expected


@pytest.mark.parametrize("name", ["", ":", "acme:", ":x", "a b:c", "http://x"])
def test_no_extension(name: str) -> None:
    assert not is_extension(name)


def test_the_profile_may_be_named() -> None:
    openai = build_recording(message_events())
    assert codes(openai) == codes(openai, OPENAI) == set()
    assert codes(openai, OPEN_RESPONSES) == {"no-sentinel"}
    with_sentinel = build_recording([*message_events(), DONE_FRAME])
    assert codes(with_sentinel) == {"sentinel"}
    assert codes(with_sentinel, OPEN_RESPONSES) == set()


def reasoning_events(*names: str) -> list[tuple[float, dict[str, Any]]]:
    """A stream in which a reasoning item comes before the message."""
    place = {"item_id": "rs_1", "output_index": 0, "content_index": 0}
    item = {"id": "rs_1", "type": "reasoning", "summary": [], "status": "completed"}
    content = [{"type": "output_text", "text": "Look.", "annotations": []}]
    before: list[dict[str, Any]] = [
        {"type": "response.output_item.added", "output_index": 0, "item": {**item, "content": []}},
        *({"type": name, **place, "delta": "Look."} for name in names if name.endswith("delta")),
        *({"type": name, **place, "text": "Look."} for name in names if name.endswith("done")),
        {
            "type": "response.output_item.done",
            "output_index": 0,
            "item": {**item, "content": content},
        },
    ]
    events = [data for _, data in message_events()]
    after = [{**data, "output_index": 1} if "output_index" in data else data for data in events]
    stream = [*after[:2], *before, *after[2:]]
    final = stream[-1]["response"]
    output = [{**item, "content": content}, *final["output"]]
    stream[-1] = {**stream[-1], "response": {**final, "output": output}}
    return [(100.0 + n, {**data, "sequence_number": n}) for n, data in enumerate(stream)]


@pytest.mark.parametrize("infix", ["reasoning", "reasoning_text"])
def test_reasoning_under_both_names_is_thinking(infix: str) -> None:
    names = (f"response.{infix}.delta", f"response.{infix}.done")
    recording = build_recording(reasoning_events(*names))
    first = recording.response.items[0]
    assert [(part.kind, str(part.text)) for part in first.parts] == [("reasoning", "Look.")]
    figures = metrics(recording.summary)
    assert figures.ttft_event is not None
    assert figures.ttfo_event is not None
    assert figures.ttft_event < figures.ttfo_event


def test_parts_of_reasoning_are_known() -> None:
    events = reasoning_events("response.reasoning_text.delta", "response.reasoning_text.done")
    place = {"item_id": "rs_1", "output_index": 0, "content_index": 0}
    part = {"type": "reasoning_text", "text": ""}
    events.insert(3, (102.5, {"type": "response.reasoning_part.added", **place, "part": part}))
    numbered = [(ms, {**data, "sequence_number": n}) for n, (ms, data) in enumerate(events)]
    assert codes(build_recording(numbered)) == set()
