"""Whether items keep their ids, types and names, and share none of their ids."""

from __future__ import annotations

from functools import cache
from typing import Final

from ppchat.core.dialects.responses.event_types import EVENT_TYPES, PREFIX
from ppchat.core.dialects.responses.item_types import ITEM_TYPES
from ppchat.core.dialects.responses.items.item_state import ItemState, Report
from ppchat.core.dialects.responses.part_fields import PART_KINDS
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import mapping, string

_LASTING: Final = ("name", "call_id", "server_label", "role")
_TYPES_BY_LENGTH: Final = sorted(ITEM_TYPES, key=len, reverse=True)


class IdentityRules:
    """Checks who is who, event by event."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._ids: dict[str, int] = {}
        self._call_ids: dict[tuple[str, str], int] = {}
        self._renamed: list[int] = []
        self._first_rename = ""
        self._last_index: int | None = None
        self._first_index = 0
        self._first_added = 0

    def check(self, item: ItemState, event: Event) -> None:
        """Check the id and the type of item that an event names."""
        data = mapping(event.data, "item")
        self.check_id(item, string(event.data, "item_id") or string(data, "id"), event.n)
        types = _item_types(event.type)
        if types and item.type and item.type not in types:
            name = event.type.removeprefix(PREFIX)
            self._report(
                "wrong-item",
                (event.n,),
                f"{name} for item {item.index}, which is of type {item.type!r}.",
            )
        name = string(event.data, "name")
        if name and event.type.endswith("_arguments.done"):
            self._compare(item, {"name": name}, event.n, event.type.removeprefix(PREFIX))

    def check_added(self, item: ItemState, n: int) -> None:
        """Check an item that was just added against the others."""
        last = self._last_index
        if last is None:
            self._first_index, self._first_added = item.index, n
        elif item.index != last + 1:
            self._report(
                "item-index",
                (n,),
                f"Item {item.index} is added where item {last + 1} is next.",
            )
        self._last_index = item.index if last is None else max(last, item.index)
        item_id, call = string(item.data, "id"), (item.type, string(item.data, "call_id"))
        if item_id and self._ids.setdefault(item_id, item.index) != item.index:
            self._report(
                "id-shared",
                (n,),
                f"Items {self._ids[item_id]} and {item.index} share the id {item_id!r}.",
            )
        if call[1] and self._call_ids.setdefault(call, item.index) != item.index:
            self._report(
                "call-id-shared",
                (n,),
                f"Items {self._call_ids[call]} and {item.index} share the call id {call[1]!r}: "
                "a client that keys by it loses a call.",
            )

    def check_complete(self, item: ItemState, data: JsonObject, n: int, source: str) -> None:
        """Compare a complete item with the one that was added."""
        item_type = string(data, "type")
        if item.type and item_type and item_type != item.type:
            self._report(
                "item-type-changes",
                (n,),
                f"Item {item.index} was added as {item.type!r}, but is {item_type!r} in {source}.",
            )
            item.type = item_type
        else:
            self._compare(item, data, n, source)

    def check_id(self, item: ItemState, item_id: str, n: int) -> None:
        """Remember the id of an item, or that it changed."""
        item.id = item.id or item_id
        if item_id and item_id != item.id:
            self._first_rename = self._first_rename or (
                f"Item {item.index} has the id {item.id!r}, but event {n} says {item_id!r}"
            )
            if n not in self._renamed[-1:]:
                self._renamed.append(n)

    def _compare(self, item: ItemState, data: JsonObject, n: int, source: str) -> None:
        for key in _LASTING:
            before, after = string(item.data, key), string(data, key)
            if before and after and before != after:
                self._report(
                    "name-changes",
                    (n,),
                    f"`{key}` of item {item.index} is {before!r}, but {after!r} in {source}.",
                )
                item.data = {**item.data, key: after}

    def finish(self, *, from_start: bool) -> None:
        """Report what needs the whole stream."""
        if self._renamed:
            count = len(self._renamed)
            rest = f", and so on in {pluralize(count - 1, 'more event')}" if count > 1 else ""
            self._report(
                "ids-change",
                tuple(self._renamed),
                f"{self._first_rename}{rest}: a client that keys by id sees several items.",
            )
        if from_start and self._first_index:
            self._report(
                "item-index",
                (self._first_added,),
                f"The first item has the index {self._first_index}, not 0.",
            )


@cache
def _item_types(event_type: str) -> tuple[str, ...]:
    """The types of items that events of a type may be about; empty for any."""
    name = event_type.removeprefix(PREFIX)
    if name.startswith("content_part."):
        return ("message", "reasoning")
    if name.startswith("reasoning_summary_part."):
        return ("reasoning",)
    owner = next((known for known in _TYPES_BY_LENGTH if name.startswith(known)), "")
    if owner:
        return (owner,)
    known = EVENT_TYPES.get(event_type)
    kind = PART_KINDS.get(known.grows or known.finishes) if known else None
    return (kind.item_type,) if kind else ()
