"""Findings about the protocol: a sound stream has none, each fault has its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.checks.run import findings
from ppchat.core.dialects.finding import Severity
from ppchat.core.dialects.responses.event_rules import protocol_findings
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Ended, Request, Started
from ppchat.core.stream.sse import Frame, FrameSplitter
from tests.support.recordings import T0_NS, build_recording, encode_sse, message_events
from tests.support.streams import RECORDED

Events = list[tuple[float, dict[str, Any]]]


def codes(events: Events, **options: Any) -> dict[str, tuple[Severity, list[int]]]:
    return {
        finding.code: (finding.severity, list(finding.events))
        for finding in protocol_findings(build_recording(events, **options))
    }


def test_a_sound_stream_has_no_findings() -> None:
    assert findings(build_recording(message_events())) == []


def drop(n: int) -> Callable[[Events], None]:
    def change(events: Events) -> None:
        del events[n]

    return change


def put(n: int, **fields: Any) -> Callable[[Events], None]:
    def change(events: Events) -> None:
        events[n] = (events[n][0], {**events[n][1], **fields})

    return change


def swap(events: Events) -> None:
    first, second = events[4][1], events[5][1]
    events[4] = (events[4][0], {**first, "sequence_number": second["sequence_number"]})
    events[5] = (events[5][0], {**second, "sequence_number": first["sequence_number"]})


def append(**fields: Any) -> Callable[[Events], None]:
    def change(events: Events) -> None:
        events.append((events[-1][0] + 1, {"sequence_number": len(events), **fields}))

    return change


def renumber(events: Events) -> Events:
    return [(ms, {**data, "sequence_number": n}) for n, (ms, data) in enumerate(events)]


VIOLATION, REMARK = Severity.VIOLATION, Severity.REMARK


@pytest.mark.parametrize(
    ("change", "code", "severity", "events"),
    [
        (drop(5), "sequence-gap", VIOLATION, [5]),
        (put(5, sequence_number=4), "sequence-repeated", VIOLATION, [5]),
        (swap, "sequence-back", VIOLATION, [5]),
        (put(5, sequence_number=None), "sequence-partial", VIOLATION, [5]),
        (put(5, sequence_number="5"), "wrong-kind", VIOLATION, [5]),
        (put(5, output_index="0"), "wrong-kind", VIOLATION, [5]),
        (put(5, delta=7), "wrong-kind", VIOLATION, [5]),
        (put(5, delta=None), "field-missing", VIOLATION, [5]),
        (append(type="response.in_progress"), "after-end", VIOLATION, [11]),
        (append(type="response.new.thing"), "unknown-type", REMARK, [11]),
    ],
)
def test_each_fault_has_its_finding(
    change: Callable[[Events], None], code: str, severity: Severity, events: list[int]
) -> None:
    stream = message_events()
    change(stream)
    assert codes(stream)[code] == (severity, events)


@pytest.mark.parametrize(
    ("missing", "code", "severity"),
    [
        (9, "never-done", VIOLATION),
        (10, "no-terminal", VIOLATION),
        (0, "no-created", VIOLATION),
    ],
)
def test_each_missing_event_has_its_finding(missing: int, code: str, severity: Severity) -> None:
    events = message_events()
    del events[missing]
    assert codes(renumber(events))[code][0] is severity


def test_the_rest_of_a_resumed_stream_is_no_violation() -> None:
    assert [
        finding.code for finding in protocol_findings(build_recording(message_events()[5:]))
    ] == ["sequence-start"]


def test_a_stream_that_the_user_stopped_is_not_the_servers_fault() -> None:
    stopped = build_recording(message_events()[:6], end=None)
    stopped.apply(Ended(T0_NS, End.STOPPED))
    assert protocol_findings(stopped) == []


def test_a_damaged_frame_and_one_cut_off() -> None:
    events: list[Any] = message_events()
    damaged = build_recording(
        [*events[:5], (400, b"data: {]\n\n"), *events[5:], (900, b"data: {}")]
    )
    by_code = {finding.code: finding for finding in protocol_findings(damaged)}
    assert "not JSON" in by_code["damaged"].message
    assert by_code["damaged"].events == (5,)
    assert by_code["cut-off"].events == (12,)


def test_a_frame_cut_off_by_the_user_or_the_network_is_not_the_servers_fault() -> None:
    for end in (End.STOPPED, End.BROKEN):
        recording = build_recording([*message_events()[:5], (900, b"data: {}")], end=None)
        recording.apply(Ended(T0_NS, end))
        assert "cut-off" not in {finding.code for finding in protocol_findings(recording)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [(b"response.created", []), (b"keepalive", ["event-name"]), (b"", [])],
)
def test_the_name_in_a_frame_is_that_in_its_data(name: bytes, expected: list[str]) -> None:
    events: list[Any] = message_events()
    ms, data = events[0]
    frame = encode_sse(data)
    events[0] = (ms, b"event: " + name + b"\n" + frame[frame.index(b"data:") :])
    assert [finding.code for finding in protocol_findings(build_recording(events))] == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (b"data: [DONE]\n\n", {"sentinel": (REMARK, [11])}),
        (b": bye\n\n", {}),
        (encode_sse({"type": "keepalive"}), {}),
    ],
    ids=["done", "comment", "keepalive"],
)
def test_what_may_follow_the_terminal_event(
    last: bytes, expected: dict[str, tuple[Severity, list[int]]]
) -> None:
    events: list[Any] = [*message_events(), (900, last)]
    assert codes(events) == expected


def test_an_error_may_end_a_stream() -> None:
    events = message_events()[:2]
    events.append((40, {"type": "error", "sequence_number": 2, "message": "overloaded"}))
    assert codes(events) == {"error-end": (REMARK, [2])}


def test_many_findings_of_one_kind_are_counted() -> None:
    events = [(ms, {**data, "sequence_number": 0}) for ms, data in message_events(["x"] * 60)]
    repeated = [
        finding
        for finding in protocol_findings(build_recording(events))
        if finding.code == "sequence-repeated"
    ]
    assert len(repeated) == 21
    assert any("more" in finding.message for finding in repeated)


def test_a_stream_without_events() -> None:
    assert [finding.code for finding in findings(build_recording([]))] == ["empty"]


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"type": st.sampled_from(["response.output_text.delta", "response.completed", "x"])},
            optional={
                key: st.one_of(st.none(), st.booleans(), st.integers(-2, 9), st.text(max_size=3))
                | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)
                for key in ("output_index", "sequence_number", "delta", "item", "response", "text")
            },
        ),
        max_size=12,
    )
)
def test_no_stream_makes_it_raise(events: list[dict[str, Any]]) -> None:
    for finding in findings(build_recording(list(enumerate(events)))):
        assert finding.message
        assert all(0 <= n < len(events) for n in finding.events)


OTHER = "openrouter"  # changes the id of an item in the final response
CLEAN = ("chatlas", "langchain", "pydantic-ai__test_openai", "vercel-ai__openai-openai-e")


@pytest.mark.parametrize(
    "path",
    [
        p
        for p in RECORDED
        if p.suffix == ".sse" and p.name.startswith(CLEAN) and OTHER not in p.name
    ],
    ids=lambda p: p.name,
)
def test_recorded_streams_of_openai_have_no_violation(path: Path) -> None:
    splitter = FrameSplitter()
    frames = [*splitter.feed(path.read_bytes()), splitter.flush()]
    stream = Recording(Request({}, ""), timed=False)
    stream.apply(Started(T0_NS))
    stream.extend(Frame(raw, T0_NS) for raw in frames if raw)
    stream.apply(Ended(T0_NS, End.EOF))
    assert [finding for finding in findings(stream) if finding.severity is VIOLATION] == []


@pytest.mark.parametrize("n", range(len(message_events())))
def test_what_was_too_large_to_read_is_one_remark_and_nothing_depends_on_it(n: int) -> None:
    events: list[tuple[float, Any]] = [
        (at_ms, {**data, "sequence_number": number})
        for number, (at_ms, data) in enumerate(message_events())
    ]
    at_ms, data = events[n]
    head = encode_sse(data)[:70]
    events[n] = (at_ms, head + b"\n: frame of 20000000 bytes refused\n\n")
    recording = build_recording(events)
    (finding,) = protocol_findings(recording)
    assert (finding.severity, finding.code, finding.events) == (Severity.REMARK, "oversize", (n,))
    assert recording.outcome is Outcome.COMPLETED


def test_several_responses_are_one_finding_and_each_is_checked() -> None:
    three = message_events() * 3
    del three[27]
    assert codes(three) == {
        "two-responses": (VIOLATION, [11, 22]),
        "sequence-gap": (VIOLATION, [27]),
        "text-differs": (VIOLATION, [28]),
    }


def test_a_comment_before_the_first_event_changes_nothing() -> None:
    events: list[Any] = [(1, b": processing\n\n"), *message_events()]
    del events[3]
    assert "never-added" in codes(events)
