"""Short events about items, and the findings about them."""

from __future__ import annotations

from typing import Any

from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.dialects.responses.item_rules import ItemRules
from tests.support.any_event import make_event

Change = tuple[str, dict[str, Any]]
"""An event type without its prefix, and further data."""
Case = tuple[str, tuple[Change, ...], tuple[int, ...]]
"""The code of a rule, a stream that breaks it alone, and the events of the finding."""


def findings(*events: Change, from_start: bool = True) -> list[Finding]:
    """The findings about events, of item 0 unless they name another."""
    rules = ItemRules(DEFAULT_DIALECT)
    for n, (name, data) in enumerate(events):
        rules.check(make_event(n, f"response.{name}", {"output_index": 0, **data}))
    return list(rules.finish(from_start=from_start))


def codes(*events: Change) -> list[str]:
    """The codes of the findings about events."""
    return [finding.code for finding in findings(*events)]


def events_by_code(*events: Change) -> dict[str, tuple[int, ...]]:
    """The events of each finding, by its code."""
    return {finding.code: tuple(finding.events) for finding in findings(*events)}


def added(item_type: str, index: int = 0, **fields: Any) -> Change:
    return "output_item.added", {"output_index": index, "item": {"type": item_type, **fields}}


def done(item_type: str, index: int = 0, **fields: Any) -> Change:
    return "output_item.done", {"output_index": index, "item": {"type": item_type, **fields}}


def message(text: str, **fields: Any) -> dict[str, Any]:
    return {"type": "message", "content": [{"type": "output_text", "text": text}], **fields}


def text_done(text: str) -> Change:
    return "output_text.done", {"text": text}


def item_done(text: str, **fields: Any) -> Change:
    return "output_item.done", {"item": message(text, **fields)}


def part_added(part_type: str = "output_text", index: int = 0, text: str = "") -> Change:
    part = {"type": part_type, "text": text}
    return "content_part.added", {"content_index": index, "part": part}


def part_done(text: str, **fields: Any) -> Change:
    return "content_part.done", {"part": {"type": "output_text", "text": text, **fields}}


def ended(*output: dict[str, Any], status: str = "completed") -> Change:
    return status, {"response": {"output": list(output), "usage": {}}}


MESSAGE, CALL = added("message"), added("function_call")
PART, SECOND = part_added(), part_added(index=1)
DELTA: Change = ("output_text.delta", {"delta": "a"})
DONE, PART_DONE, ITEM_DONE = text_done("a"), part_done("a"), item_done("a")
SOUND = (MESSAGE, PART, DELTA, DONE, PART_DONE, ITEM_DONE)
"""A message of one letter."""
