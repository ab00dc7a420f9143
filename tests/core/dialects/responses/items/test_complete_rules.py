"""Whether complete parts, items and responses equal what was streamed of them."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.responses.items.complete_rules import first_difference
from tests.support.item_events import (
    DELTA,
    DONE,
    ITEM_DONE,
    MESSAGE,
    PART,
    SOUND,
    Case,
    Change,
    added,
    codes,
    done,
    ended,
    events_by_code,
    findings,
    item_done,
    message,
    part_done,
    text_done,
)

CITATION: dict[str, Any] = {"type": "url_citation", "url": "https://example.org"}
CITED: Change = ("output_text.annotation.added", {"annotation_index": 0, "annotation": CITATION})
TWO_ITEMS = (
    added("a", 0, id="0"),
    done("a", 0, id="0"),
    added("b", 1, id="1"),
    done("b", 1, id="1"),
)

CASES: list[Case] = [
    ("text-differs", (MESSAGE, PART, DELTA, text_done("b")), (3,)),
    ("text-differs", (MESSAGE, PART, DELTA, DELTA, DONE), (4,)),
    ("text-differs", (MESSAGE, PART, DELTA, DONE, part_done("b")), (4,)),
    ("text-differs", (MESSAGE, PART, DELTA, item_done("b")), (3,)),
    ("text-differs", (MESSAGE, PART, DELTA, item_done("")), (3,)),
    ("text-differs", (*SOUND, ended(message("b"))), (6,)),
    ("no-deltas", (MESSAGE, PART, DONE), (2,)),
    ("not-streamed", (MESSAGE, ITEM_DONE), (1,)),
    ("part-missing", (*SOUND[:5], done("message", content=[])), (5,)),
    ("annotations-differ", (MESSAGE, PART, DELTA, CITED, DONE, part_done("a")), (5,)),
    (
        "annotations-differ",
        (MESSAGE, PART, DELTA, DONE, part_done("a", annotations=[CITATION])),
        (4,),
    ),
    ("empty-output", (*SOUND, ended()), (6,)),
    ("output-count", (*SOUND, ended(message("a"), message("b"))), (6,)),
    ("output-order", (*TWO_ITEMS, ended({"type": "b", "id": "1"}, {"type": "a", "id": "0"})), (4,)),
    ("item-differs", (*SOUND, ended(message("a", status="incomplete"))), (6,)),
    (
        "item-differs",
        (added("x"), done("x", a=[{"b": 1}]), ended({"type": "x", "a": [{"b": 2}]})),
        (2,),
    ),
]


@pytest.mark.parametrize(("code", "events", "numbers"), CASES)
def test_a_fault_has_its_finding_at_its_events(
    code: str, events: tuple[Change, ...], numbers: tuple[int, ...]
) -> None:
    assert events_by_code(*events) == {code: numbers}


def test_a_difference_is_reported_once() -> None:
    other = (text_done("b"), part_done("b"), item_done("b"), ended(message("b")))
    assert codes(MESSAGE, PART, DELTA, *other) == ["text-differs"]


def test_an_item_of_which_no_event_carries_a_piece_comes_whole() -> None:
    begun = added("mcp_approval_request", arguments="")
    assert codes(begun, done("mcp_approval_request", arguments="{}")) == []
    assert codes(added("function_call"), done("function_call", arguments="{}")) == ["no-deltas"]


def test_the_first_difference_is_quoted() -> None:
    delta: Change = ("output_text.delta", {"delta": "Peter 鳥 Piper"})
    (finding,) = findings(MESSAGE, PART, delta, text_done("Peter 魚 Piper"))
    assert "first difference at character 6: '鳥 Piper', '魚 Piper'" in finding.message


def test_wrong_numbers_of_parts_are_not_reported_as_missing_parts() -> None:
    at = {"content_index": 1}
    part: Change = ("content_part.added", {**at, "part": {"type": "output_text"}})
    text: Change = ("output_text.done", {**at, "text": "a"})
    stream = (MESSAGE, part, (DELTA[0], {**DELTA[1], **at}), text, ITEM_DONE)
    assert codes(*stream) == ["part-index"]


def test_the_rest_of_a_resumed_stream_is_compared_by_index() -> None:
    rest = (added("b", 1, id="1"), done("b", 1, id="1"))
    output = ended({"type": "a", "id": "0"}, {"type": "b", "id": "1"})
    assert findings(*rest, output, from_start=False) == []


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [
        ({"a": 1}, {"a": 1, "b": None}, None),
        ({"id": "x", "encrypted_content": "x"}, {"id": "y", "encrypted_content": "y"}, None),
        ({"a": [{"id": 1}]}, {"a": [{"id": 2}]}, ".a[0].id"),
        ({"a": [1, 2]}, {"a": [1]}, ".a"),
        ({"a": {"b": 1}}, {}, ".a"),
    ],
)
def test_the_path_to_the_first_difference(one: Any, other: Any, path: str | None) -> None:
    assert first_difference(one, other) == path


@pytest.mark.parametrize("index", [-1, -(10**400), 10**400], ids=["low", "lowest", "highest"])
def test_an_index_that_no_output_has_ends_no_check(index: int) -> None:
    assert findings(added("message", index), ended(message("a")))
