"""Whether tools begin, work and end in this order, with arguments and images one can read."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from ppchat.core.dialects.responses.event_types import PREFIX
from ppchat.core.dialects.responses.items.item_state import ItemState, Report
from ppchat.core.dialects.responses.part_fields import PART_KINDS
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import string
from ppchat.core.text.json_text import parse_json

_RANKS: Final = {
    "in_progress": 0,
    "searching": 1,
    "generating": 1,
    "interpreting": 1,
    "partial_image": 1,
    "completed": 2,
    "failed": 2,
}
"""The phases of a tool in their order; only the last may not repeat."""
_LAST: Final = 2


def check_tool_event(item: ItemState, event: Event, report: Report) -> None:
    """Check the phase of a tool, and the image it shows."""
    owner, _, phase = event.type.removeprefix(PREFIX).partition(".")
    if phase not in _RANKS or not (owner.endswith("_call") or owner == "mcp_list_tools"):
        return
    before = item.phase
    if item.added is not None:
        if not before and phase != "in_progress":
            report(
                "tool-order",
                (event.n,),
                f"{owner}.{phase} of item {item.index} came without `in_progress` before it.",
            )
        elif before and (_RANKS[before] > _RANKS[phase] or _RANKS[before] == _LAST):
            report(
                "tool-order",
                (event.n,),
                f"{owner}.{phase} of item {item.index} came after `{before}`.",
            )
    item.phase = phase
    if phase == "partial_image":
        _check_image(item, event.data.get("partial_image_b64"), event.n, report)


def _check_image(item: ItemState, image: Any, n: int, report: Report) -> None:
    if not isinstance(image, str):
        return
    try:
        base64.b64decode(image, validate=True)
    except (binascii.Error, ValueError) as error:
        report("image-not-base64", (n,), f"The image of item {item.index} is no Base64: {error}.")


def check_tool_end(item: ItemState, n: int, report: Report) -> None:
    """Check a complete item: its tool has ended, its arguments are JSON."""
    complete = item.complete or {}
    status = string(complete, "status")
    if status in ("incomplete", "failed"):
        return
    if item.phase and _RANKS[item.phase] < _LAST and item.added is not None:
        report(
            "tool-not-ended",
            (n,),
            f"Item {item.index} ended while its tool was `{item.phase}`: "
            "neither `completed` nor `failed` came.",
        )
    for (kind, _), part in item.parts.items():
        known = PART_KINDS.get(kind)
        if known and known.language == "json" and (item.added is not None or part.whole):
            _check_arguments(item, part.text, n if part.done is None else part.done, report)
    if "arguments" in complete and not item.parts and isinstance(complete["arguments"], str):
        _check_arguments(item, complete["arguments"], n, report)


def _check_arguments(item: ItemState, text: str, n: int, report: Report) -> None:
    try:
        problem = "" if isinstance(parse_json(text), dict) else "not an object"
    except ValueError as error:
        problem = str(error) if text else "empty"
    if problem:
        report(
            "arguments-not-json",
            (n,),
            f"The arguments of item {item.index} are no JSON object: {problem}.",
        )
