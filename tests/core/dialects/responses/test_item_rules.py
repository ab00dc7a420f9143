"""Whether the parts of an item are announced before they grow."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.dialects.responses.item_rules import ItemRules
from tests.support.any_event import make_event

Change = tuple[str, dict[str, Any]]
"""An event type without its prefix, and further data."""


def codes(*events: Change) -> list[str]:
    """The codes of the findings about events of item 0."""
    rules = ItemRules(DEFAULT_DIALECT)
    for n, (name, data) in enumerate(events):
        rules.check(make_event(n, f"response.{name}", {"output_index": 0, **data}))
    return [finding.code for finding in rules.finish(from_start=True)]


MESSAGE: Change = ("output_item.added", {"item": {"type": "message"}})
CALL: Change = ("output_item.added", {"item": {"type": "function_call"}})
PART: Change = ("content_part.added", {})
SECOND: Change = ("content_part.added", {"content_index": 1})
DELTA = ("output_text.delta", {"delta": "a"})
DONE = ("output_text.done", {"text": "a"})


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
