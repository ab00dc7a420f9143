"""A response with one thing changed; what the reducers of all dialects are made of."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import Final

from ppchat.core.response.response import ENTRY_LIMIT, ContentPart, OutputItem, Response
from ppchat.core.text.rope import Rope

_BY_INDEX: Final = attrgetter("output_index")


def position_of(response: Response, output_index: int) -> int:
    """The position in `response.items` of the item with this index; -1 if there is none."""
    items = response.items
    if items and items[-1].output_index == output_index:
        return len(items) - 1
    position = bisect_right(items, output_index, key=_BY_INDEX) - 1
    return position if position >= 0 and items[position].output_index == output_index else -1


def with_item(response: Response, position: int, item: OutputItem) -> Response:
    """The response with the item at `position` replaced; inserted by its index if that is -1."""
    items = response.items
    if position >= 0:
        return response._replace(items=(*items[:position], item, *items[position + 1 :]))
    if len(items) >= ENTRY_LIMIT:
        return response
    after = bisect_right(items, item.output_index, key=_BY_INDEX)
    return response._replace(items=(*items[:after], item, *items[after:]))


def with_appended(item: OutputItem, kind: str, part_index: int, chunk: str) -> OutputItem:
    """The item with `chunk` at the end of a part, which it begins if there is none yet."""
    parts = item.parts
    for at in range(len(parts) - 1, -1, -1):
        part = parts[at]
        if part.part_index == part_index and part.kind == kind:
            longer = part._replace(text=part.text + chunk)
            return item._replace(parts=(*parts[:at], longer, *parts[at + 1 :]))
    if len(parts) >= ENTRY_LIMIT:
        return item
    return item._replace(parts=(*parts, ContentPart(kind, part_index, Rope(chunk))))
