"""Whether tools begin, work and end in this order, with arguments and images one can read."""

from __future__ import annotations

import pytest

from tests.support.item_events import CALL, Case, Change, added, codes, done, events_by_code


def search(phase: str) -> Change:
    return f"web_search_call.{phase}", {}


def image(text: str) -> Change:
    return "image_generation_call.partial_image", {"partial_image_b64": text}


def arguments(text: str) -> tuple[Change, ...]:
    return (
        ("function_call_arguments.delta", {"delta": text}),
        ("function_call_arguments.done", {"arguments": text}),
        done("function_call", arguments=text, status="completed"),
    )


SEARCH, DRAWING = added("web_search_call"), added("image_generation_call")
START, WORK, END = search("in_progress"), search("searching"), search("completed")
DRAW: Change = ("image_generation_call.in_progress", {})
CASES: list[Case] = [
    ("tool-order", (SEARCH, END), (1,)),
    ("tool-order", (SEARCH, WORK, END), (1,)),
    ("tool-order", (SEARCH, START, END, WORK), (3,)),
    ("tool-order", (SEARCH, START, WORK, START), (3,)),
    ("tool-order", (SEARCH, START, END, END), (3,)),
    ("tool-not-ended", (SEARCH, START, done("web_search_call", status="completed")), (2,)),
    ("image-not-base64", (DRAWING, DRAW, image("no image")), (2,)),
    ("arguments-not-json", (CALL, *arguments('{"a": "b')), (2,)),
    ("arguments-not-json", (CALL, *arguments("[]")), (2,)),
    ("arguments-not-json", (CALL, done("function_call", arguments="")), (1,)),
]


@pytest.mark.parametrize(("code", "events", "numbers"), CASES)
def test_a_fault_has_its_finding_at_its_events(
    code: str, events: tuple[Change, ...], numbers: tuple[int, ...]
) -> None:
    assert events_by_code(*events) == {code: numbers}


@pytest.mark.parametrize(
    "events",
    [
        (SEARCH, START, WORK, END, done("web_search_call", status="completed")),
        (SEARCH, START, done("web_search_call", status="incomplete")),
        (SEARCH, done("web_search_call", status="completed")),
        (added("mcp_call"), ("mcp_call.in_progress", {}), ("mcp_call.in_progress", {})),
        (DRAWING, DRAW, image("aGk="), image("aGk=")),
        (CALL, *arguments('{"a": 1}')),
        (CALL, *arguments('{"a')[:1], done("function_call", arguments='{"a', status="incomplete")),
    ],
)
def test_a_tool_that_keeps_its_order_is_sound(events: tuple[Change, ...]) -> None:
    assert codes(*events) == []
