"""Findings of the protocol: a sound stream has none, each fault has its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.checks.finding import Severity
from ppchat.core.checks.run import findings, protocol
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Request, Started
from ppchat.core.stream.sse import Frame, Splitter
from tests.support.made import T0, message, recording, wire
from tests.support.streams import RECORDED

Events = list[tuple[float, dict[str, Any]]]


def codes(events: Events, **options: Any) -> dict[str, tuple[Severity, list[int]]]:
    found = protocol(recording(events, **options))
    return {one.code: (one.severity, list(one.events)) for one in found}


def test_a_sound_stream_has_no_findings() -> None:
    assert findings(recording(message())) == []


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


def renumbered(events: Events) -> Events:
    return [(ms, {**data, "sequence_number": n}) for n, (ms, data) in enumerate(events)]


VIOLATION, REMARK = Severity.VIOLATION, Severity.REMARK


@pytest.mark.parametrize(
    ("change", "code", "severity", "events"),
    [
        (drop(5), "sequence-gap", VIOLATION, [5]),
        (put(5, sequence_number=4), "sequence-repeated", VIOLATION, [5]),
        (swap, "sequence-back", VIOLATION, [5]),
        (put(5, sequence_number=None), "sequence-missing", REMARK, [5]),
        (put(5, sequence_number="5"), "wrong-kind", VIOLATION, [5]),
        (put(5, output_index="0"), "wrong-kind", VIOLATION, [5]),
        (put(5, delta=7), "wrong-kind", VIOLATION, [5]),
        (put(5, delta=None), "wrong-kind", VIOLATION, [5]),
        (put(7, text="Peter Piper packed"), "text-differs", VIOLATION, [7]),
        (put(5, item_id="msg_2"), "ids-change", REMARK, [5]),
        (put(5, output_index=None), "no-index", REMARK, [5]),
        (append(type="response.in_progress"), "after-end", VIOLATION, [11]),
        (append(type="response.new.thing"), "unknown-type", REMARK, [11]),
    ],
)
def test_what_is_wrong_is_found(
    change: Callable[[Events], None], code: str, severity: Severity, events: list[int]
) -> None:
    made = message()
    change(made)
    assert codes(made)[code] == (severity, events)


@pytest.mark.parametrize(
    ("gone", "code", "severity"),
    [
        (2, "never-added", VIOLATION),
        (9, "never-done", VIOLATION),
        (7, "part-never-done", VIOLATION),
        (10, "no-terminal", VIOLATION),
        (0, "no-created", REMARK),
    ],
)
def test_what_is_missing_is_found(gone: int, code: str, severity: Severity) -> None:
    made = message()
    del made[gone]
    assert codes(renumbered(made))[code][0] is severity


def test_usage_and_output_of_the_terminal_event() -> None:
    made = message()
    ms, end = made[-1]
    made[-1] = (ms, {**end, "response": {"status": "completed", "output": []}})
    found = codes(made)
    assert found["no-usage"] == (REMARK, [10])
    assert found["empty-output"] == (REMARK, [10])


def test_the_rest_of_a_resumed_stream_is_no_violation() -> None:
    assert [one.code for one in protocol(recording(message()[5:]))] == ["sequence-start"]


def test_a_stream_that_the_person_stopped_is_not_the_servers_fault() -> None:
    made = recording(message()[:6], ended=False)
    made.apply(Ended(T0, End.STOPPED))
    assert protocol(made) == []


def test_a_damaged_frame_and_one_cut_off() -> None:
    events: list[Any] = message()
    made = recording([*events[:5], (400, b"data: {]\n\n"), *events[5:], (900, b"data: {}")])
    found = {one.code: one for one in protocol(made)}
    assert "not JSON" in found["damaged"].message
    assert list(found["cut-off"].events) == [12] or "damaged" in found


def test_many_of_one_kind_are_counted() -> None:
    made = message(["x"] * 60)
    made = [(ms, {**data, "sequence_number": 0}) for ms, data in made]
    found = [one for one in protocol(recording(made)) if one.code == "sequence-repeated"]
    assert len(found) == 21
    assert "more" in found[-1].message or any("more" in one.message for one in found)


def test_a_stream_without_events() -> None:
    assert [one.code for one in findings(recording([]))] == ["empty"]


def test_items_that_overlap() -> None:
    item = {"type": "function_call", "id": "a"}
    kinds = [("added", 0), ("added", 1), ("done", 1), ("done", 0)]
    made: Events = [
        (n, {"type": f"response.output_item.{what}", "output_index": index, "item": item})
        for n, (what, index) in enumerate(kinds)
    ]
    assert codes(made, ended=False)["items-overlap"] == (REMARK, [2])


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
def test_no_stream_makes_it_raise(said: list[dict[str, Any]]) -> None:
    for found in findings(recording(list(enumerate(said)))):
        assert found.message
        assert all(0 <= n < len(said) for n in found.events)


CLEAN = ("chatlas", "langchain", "pydantic-ai__test_openai", "vercel-ai__openai-openai-e")


@pytest.mark.parametrize(
    "path",
    [p for p in RECORDED if p.suffix == ".sse" and p.name.startswith(CLEAN)],
    ids=lambda p: p.name,
)
def test_recorded_streams_of_openais_own_have_no_violation(path: Path) -> None:
    splitter = Splitter()
    frames = [*splitter.feed(path.read_bytes()), splitter.flush()]
    made = Recording(Request({}, ""), timed=False)
    made.apply(Started(T0))
    made.extend(Frame(raw, T0) for raw in frames if raw)
    made.apply(Ended(T0, End.EOF))
    assert [one for one in findings(made) if one.severity is VIOLATION] == []


def test_a_wire_frame_reads_back() -> None:
    assert wire({"type": "x"}) == b'data: {"type": "x"}\n\n'
