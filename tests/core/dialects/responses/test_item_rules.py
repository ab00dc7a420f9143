"""Whether items begin, grow and end as the protocol requires."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.dialects.responses.item_rules import ItemRules
from tests.support.any_event import EVENTS, make_event
from tests.support.item_events import (
    CALL,
    DELTA,
    DONE,
    ITEM_DONE,
    MESSAGE,
    PART,
    SECOND,
    SOUND,
    Case,
    Change,
    codes,
    ended,
    events_by_code,
    findings,
    message,
)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((MESSAGE, PART, DELTA), []),
        ((MESSAGE, DELTA, PART, DELTA), ["part-not-added"]),
        ((MESSAGE, PART, SECOND, DELTA), []),
        ((MESSAGE, DONE), ["part-not-added", "no-deltas"]),
        ((MESSAGE, ("refusal.delta", {"delta": "a"})), ["part-not-added"]),
        ((CALL, ("function_call_arguments.delta", {"delta": "{}"})), []),
        ((DELTA,), ["never-added"]),
    ],
)
def test_a_part_is_announced_before_it_grows(
    events: tuple[Change, ...], expected: list[str]
) -> None:
    assert codes(*events) == expected


def test_a_sound_item_has_no_finding() -> None:
    assert codes(*SOUND, ended(message("a"))) == []
    assert codes(*SOUND) == codes() == []


CASES: list[Case] = [
    ("late-added", (PART, MESSAGE), (0, 1)),
    ("added-twice", (MESSAGE, MESSAGE), (0, 1)),
    ("never-added", (PART,), (0,)),
    ("after-done", (*SOUND, ("in_progress", {})), (6,)),
    ("never-done", (MESSAGE, ended(message(""))), (0,)),
    ("no-usage", (*SOUND, ("completed", {"response": {"output": [message("a")]}})), (6,)),
    (
        "items-overlap",
        tuple(
            (f"output_item.{step}", {"output_index": index, "item": {"type": "x"}})
            for step, index in (("added", 0), ("added", 1), ("done", 1), ("done", 0))
        ),
        (2,),
    ),
]


@pytest.mark.parametrize(("code", "events", "numbers"), CASES)
def test_a_fault_has_its_finding_at_its_events(
    code: str, events: tuple[Change, ...], numbers: tuple[int, ...]
) -> None:
    assert events_by_code(*events) == {code: numbers}


@pytest.mark.parametrize("status", ["failed", "incomplete"])
def test_after_a_failure_nothing_is_missing(status: str) -> None:
    expected = [] if status == "failed" else ["never-done", "part-never-done", "part-not-done"]
    assert codes(MESSAGE, PART, DELTA, ended(message("a"), status=status)) == expected


def test_what_a_resumed_stream_left_out_is_not_missing() -> None:
    rest = (
        DELTA,
        ("output_text.done", {"text": "bca"}),
        ("content_part.done", {"part": {"type": "output_text", "text": "bca"}}),
        ("output_item.done", {"item": message("bca")}),
    )
    assert findings(*rest, from_start=False) == []
    assert codes(*rest) == ["never-added"]


def test_events_after_the_end_and_unknown_ones_change_nothing() -> None:
    unknown: Change = ("output_tomorrow.delta", {"delta": "x"})
    assert codes(*SOUND, unknown, ended(message("a")), DELTA, MESSAGE, ITEM_DONE) == []


@settings(deadline=None, max_examples=150)
@given(EVENTS)
def test_no_events_make_it_raise(stream: list[tuple[str, dict[str, Any]]]) -> None:
    rules = ItemRules(DEFAULT_DIALECT)
    for n, (event_type, data) in enumerate(stream):
        rules.check(make_event(n, event_type, data))
    for finding in rules.finish(from_start=True):
        assert finding.message
        assert all(0 <= n < len(stream) for n in finding.events)
