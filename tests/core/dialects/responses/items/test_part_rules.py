"""Whether parts are added, grow and end in this order, each at its index."""

from __future__ import annotations

import pytest

from tests.support.item_events import (
    DELTA,
    DONE,
    ITEM_DONE,
    MESSAGE,
    PART,
    PART_DONE,
    SECOND,
    SOUND,
    Case,
    Change,
    added,
    codes,
    ended,
    events_by_code,
    message,
    part_added,
    part_done,
)

REFUSAL: Change = ("content_part.done", {"part": {"type": "refusal", "refusal": ""}})
SECOND_DELTA: Change = ("output_text.delta", {"content_index": 1, "delta": "a"})
SUMMARY: Change = ("reasoning_summary_text.delta", {"delta": "a"})
SUMMARY_PART: Change = ("reasoning_summary_part.added", {"part": {"type": "summary_text"}})


def annotation(index: int, url: str = "https://example.org") -> Change:
    data = {"type": "url_citation", "url": url}
    return "output_text.annotation.added", {"annotation_index": index, "annotation": data}


CASES: list[Case] = [
    ("part-not-added", (MESSAGE, DELTA), (1,)),
    (
        "part-not-added",
        (MESSAGE, PART, SECOND_DELTA),
        (2,),
    ),
    ("part-not-added", (MESSAGE, ("refusal.delta", {"delta": "a"})), (1,)),
    ("part-not-added", (MESSAGE, part_done("")), (1,)),
    ("part-not-added", (added("reasoning"), SUMMARY), (1,)),
    ("part-added-twice", (MESSAGE, PART, PART), (1, 2)),
    ("part-index", (MESSAGE, SECOND), (1,)),
    ("part-index", (MESSAGE, PART, part_added(index=2)), (2,)),
    ("part-not-empty", (MESSAGE, part_added(text="a")), (1,)),
    ("part-type", (MESSAGE, part_added("refusal"), DELTA), (2,)),
    ("part-type", (MESSAGE, PART, REFUSAL), (2,)),
    ("part-never-done", (*SOUND[:3], PART_DONE, ITEM_DONE, ended(message("a"))), (2,)),
    ("part-not-done", (*SOUND[:4], ITEM_DONE, ended(message("a"))), (1,)),
    ("done-twice", (*SOUND[:4], DONE), (3, 4)),
    ("done-twice", (*SOUND[:5], PART_DONE), (4, 5)),
    ("part-order", (*SOUND[:3], PART_DONE, DONE), (4,)),
    ("delta-after-done", (*SOUND[:4], DELTA), (4,)),
    ("delta-after-done", (*SOUND[:3], PART_DONE, DELTA), (4,)),
    ("annotation-index", (MESSAGE, PART, annotation(1)), (2,)),
]


@pytest.mark.parametrize(("code", "events", "numbers"), CASES)
def test_a_fault_has_its_finding_at_its_events(
    code: str, events: tuple[Change, ...], numbers: tuple[int, ...]
) -> None:
    assert events_by_code(*events) == {code: numbers}


def test_a_summary_that_is_announced_is_sound() -> None:
    end: tuple[Change, ...] = (
        ("reasoning_summary_text.done", {"text": "a"}),
        ("reasoning_summary_part.done", {"part": {"type": "summary_text", "text": "a"}}),
        (
            "output_item.done",
            {"item": {"type": "reasoning", "summary": [{"type": "summary_text", "text": "a"}]}},
        ),
    )
    assert codes(added("reasoning"), SUMMARY_PART, SUMMARY, *end) == []


def test_annotations_that_follow_one_another_are_sound() -> None:
    final = [data["annotation"] for _, data in (annotation(0), annotation(1, "b"))]
    end = part_done("a", annotations=final)
    assert codes(MESSAGE, PART, DELTA, annotation(0), annotation(1, "b"), DONE, end) == []
