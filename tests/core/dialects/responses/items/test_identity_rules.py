"""Whether items keep their ids, types and names, and share none of their ids."""

from __future__ import annotations

import pytest

from tests.support.item_events import (
    CALL,
    MESSAGE,
    Case,
    Change,
    added,
    codes,
    done,
    ended,
    events_by_code,
    findings,
)

LOOKUP = added("function_call", name="look_up", call_id="call_1", id="fc_1")


def in_progress(item_id: str) -> Change:
    return "web_search_call.in_progress", {"item_id": item_id}


SEARCH, SEARCHED = added("web_search_call", id="a"), done("web_search_call")
CASES: list[Case] = [
    ("item-index", (added("message", 1),), (0,)),
    ("item-index", (MESSAGE, added("message", 2)), (1,)),
    ("ids-change", (SEARCH, in_progress("b"), in_progress("c")), (1, 2)),
    ("ids-change", (SEARCH, done("web_search_call", id="b")), (1,)),
    (
        "ids-change",
        (SEARCH, SEARCHED, ended({"type": "web_search_call", "id": "b"})),
        (2,),
    ),
    ("id-shared", (added("message", 0, id="a"), added("message", 1, id="a")), (1,)),
    (
        "call-id-shared",
        (added("function_call", 0, call_id="a"), added("function_call", 1, call_id="a")),
        (1,),
    ),
    ("item-type-changes", (MESSAGE, done("reasoning")), (1,)),
    ("item-type-changes", (MESSAGE, done("message"), ended({"type": "reasoning"})), (2,)),
    ("name-changes", (LOOKUP, done("function_call", name="look_out")), (1,)),
    ("name-changes", (LOOKUP, done("function_call", call_id="call_2")), (1,)),
    (
        "name-changes",
        (
            LOOKUP,
            ("function_call_arguments.delta", {"delta": "{}"}),
            ("function_call_arguments.done", {"name": "look_out", "arguments": "{}"}),
        ),
        (2,),
    ),
    ("wrong-item", (CALL, ("reasoning_text.delta", {"delta": "a"})), (1,)),
    ("wrong-item", (CALL, ("content_part.added", {})), (1,)),
    ("wrong-item", (MESSAGE, ("web_search_call.in_progress", {})), (1,)),
]


@pytest.mark.parametrize(("code", "events", "numbers"), CASES)
def test_a_fault_has_its_finding_at_its_events(
    code: str, events: tuple[Change, ...], numbers: tuple[int, ...]
) -> None:
    assert events_by_code(*events) == {code: numbers}


def test_a_shell_call_and_its_output_share_a_call_id() -> None:
    output = added("shell_call_output", 1, call_id="a")
    assert codes(added("shell_call", 0, call_id="a"), output) == []


def test_an_id_that_changes_at_every_event_is_reported_once() -> None:
    (finding,) = findings(SEARCH, *(in_progress(f"id_{n}") for n in range(30)))
    assert "and so on in 29 more events" in finding.message
