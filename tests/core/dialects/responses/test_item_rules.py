"""Whether the items and parts of a stream begin, grow and end as the protocol requires."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.dialects.responses.item_rules import ItemRules
from tests.support.any_event import make_event

Change = tuple[str, dict[str, Any]]
"""An event type without its prefix, and further data."""


def findings(*events: Change, from_start: bool = True) -> list[Finding]:
    """The findings about events, of item 0 unless they name another."""
    rules = ItemRules(DEFAULT_DIALECT)
    for n, (name, data) in enumerate(events):
        rules.check(make_event(n, f"response.{name}", {"output_index": 0, **data}))
    return list(rules.finish(from_start=from_start))


def codes(*events: Change) -> list[str]:
    return [finding.code for finding in findings(*events)]


MESSAGE: Change = ("output_item.added", {"item": {"type": "message"}})
CALL: Change = ("output_item.added", {"item": {"type": "function_call"}})
PART: Change = ("content_part.added", {})
SECOND: Change = ("content_part.added", {"content_index": 1})
DELTA: Change = ("output_text.delta", {"delta": "a"})


def message(text: str) -> dict[str, Any]:
    return {"type": "message", "content": [{"type": "output_text", "text": text}]}


def text_done(text: str) -> Change:
    return "output_text.done", {"text": text}


def item_done(text: str) -> Change:
    return "output_item.done", {"item": message(text)}


def ended(*output: dict[str, Any], status: str = "completed") -> Change:
    return status, {"response": {"output": list(output), "usage": {}}}


DONE, ITEM_DONE = text_done("a"), item_done("a")
SOUND = (MESSAGE, PART, DELTA, DONE, ITEM_DONE)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((MESSAGE, PART, DELTA), []),
        ((MESSAGE, DELTA, PART, DELTA), ["part-not-added"]),
        ((MESSAGE, SECOND, DELTA), ["part-not-added"]),
        ((MESSAGE, DONE), ["part-not-added"]),
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


@pytest.mark.parametrize(
    ("events", "code", "numbers"),
    [
        ((PART, MESSAGE), "late-added", (0, 1)),
        ((MESSAGE, MESSAGE), "added-twice", (0, 1)),
        ((MESSAGE, ITEM_DONE, PART), "after-done", (2,)),
        ((MESSAGE, PART, DELTA, DONE, DELTA), "delta-after-done", (4,)),
        ((MESSAGE, PART, DELTA, text_done("b")), "text-differs", (3,)),
        (
            (MESSAGE, PART, DELTA, item_done("b")),
            "text-differs",
            (3,),
        ),
        ((*SOUND, ended(message("b"))), "text-differs", (5,)),
        ((("output_text.delta", {"delta": "a", "output_index": "0"}),), "no-index", (0,)),
        ((("output_item.added", {"output_index": True}),), "no-index", (0,)),
        (
            (MESSAGE, ("in_progress", {"item_id": "a"}), ("queued", {"item_id": "b"})),
            "ids-change",
            (2,),
        ),
        ((MESSAGE, ended(message(""))), "never-done", (0,)),
        ((*SOUND[:3], ITEM_DONE, ended(message("a"))), "part-never-done", (2,)),
        ((*SOUND, ended()), "empty-output", (5,)),
        ((*SOUND, ended(message("a"), message("b"))), "output-count", (5,)),
        ((*SOUND, ("completed", {"response": {"output": [message("a")]}})), "no-usage", (5,)),
    ],
)
def test_a_fault_has_its_finding_at_its_events(
    events: tuple[Change, ...], code: str, numbers: tuple[int, ...]
) -> None:
    by_code = {finding.code: finding.events for finding in findings(*events)}
    assert by_code == {code: numbers}


def test_items_that_overlap_are_a_remark() -> None:
    steps = [("added", 0), ("added", 1), ("done", 1), ("done", 0)]
    events = [
        (f"output_item.{step}", {"output_index": index, "item": {"type": "function_call"}})
        for step, index in steps
    ]
    (finding,) = findings(*events)
    assert (finding.code, finding.events) == ("items-overlap", (2,))


def test_the_first_difference_is_quoted() -> None:
    delta: Change = ("output_text.delta", {"delta": "Peter 鳥 Piper"})
    (finding,) = findings(MESSAGE, PART, delta, text_done("Peter 魚 Piper"))
    assert "first difference at character 6: '鳥 Piper', '魚 Piper'" in finding.message


@pytest.mark.parametrize("status", ["failed", "incomplete"])
def test_after_a_failure_nothing_is_missing(status: str) -> None:
    expected = [] if status == "failed" else ["never-done", "part-never-done"]
    assert codes(MESSAGE, PART, DELTA, ended(message("a"), status=status)) == expected


def test_what_a_resumed_stream_left_out_is_not_missing() -> None:
    rest = (
        DELTA,
        ("output_text.done", {"text": "bca"}),
        ("output_item.done", {"item": message("bca")}),
    )
    assert findings(*rest, from_start=False) == []
    assert codes(*rest) == ["never-added"]


def test_events_after_the_end_and_unknown_ones_change_nothing() -> None:
    unknown: Change = ("output_tomorrow.delta", {"delta": "x"})
    assert codes(*SOUND, unknown, ended(message("a")), DELTA, MESSAGE) == []
