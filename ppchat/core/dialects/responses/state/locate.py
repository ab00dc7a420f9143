"""Which item an event is about.

Servers differ in how they identify an item: some change its id at every event, some omit
`output_index`, some name one item by two indices. The index decides where an item has it that may
still grow, or nothing else is named, then the id, then the last item.
"""

from __future__ import annotations

from typing import Final

from ppchat.core.response.response import JsonObject, OutputItem, Response
from ppchat.core.response.updates import position_of
from ppchat.core.text.json_fields import count, mapping, string

_WORDS: Final = frozenset({"message", "reasoning"})
"""The types of items whose parts no other type has."""


def item_position(response: Response, data: JsonObject, item_type: str = "") -> int:
    """The position in `response.items` of the item that an event is about; -1 if missing.

    `item_type` is that of items which usually hold what the event is about.
    """
    index = count(data, "output_index")
    position = position_of(response, index) if index is not None else -1
    items = response.items
    if position >= 0 and items[position].open:
        return position
    item_id = string(data, "item_id") or string(mapping(data, "item"), "id")
    if position >= 0:
        named = position_of_id(response, item_id) if item_id else -1
        return named if named >= 0 and items[named].open else position
    if not item_id:
        return len(items) - 1 if index is None else -1
    position = position_of_id(response, item_id)
    if index is None or position < 0:
        return position
    other = items[position]
    is_of_type = item_type in ("", other.type) or not {item_type, other.type} & _WORDS
    return position if other.open and is_of_type else -1


def position_of_id(response: Response, item_id: str) -> int:
    """The position of the last item with this id; -1 if there is none."""
    items = response.items
    for position in range(len(items) - 1, -1, -1):
        if items[position].id == item_id:
            return position
    return -1


def new_item(response: Response, data: JsonObject, item_type: str = "") -> OutputItem:
    """The item that an event begins, at its index, else after the last one."""
    index = count(data, "output_index")
    if index is None:
        index = response.items[-1].output_index + 1 if response.items else 0
    return OutputItem(index, item_type, string(data, "item_id"))
