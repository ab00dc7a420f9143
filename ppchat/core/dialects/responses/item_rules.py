"""Whether the items and parts of a stream begin, grow and end as the protocol requires.

What is checked stands in `items`, one file per subject; this file leads the events to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.finding import Finding
from ppchat.core.dialects.responses.items.complete_rules import (
    check_entry,
    check_item,
    check_output,
)
from ppchat.core.dialects.responses.items.identity_rules import IdentityRules
from ppchat.core.dialects.responses.items.item_state import ItemState, Report
from ppchat.core.dialects.responses.items.part_rules import PartRules
from ppchat.core.dialects.responses.items.tool_rules import check_tool_end, check_tool_event
from ppchat.core.stream.event import Event
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import mapping, string


class ItemRules:
    """Checks the items and parts event by event, and collects the findings."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._report = Report()
        self._identity = IdentityRules(self._report)
        self._parts = PartRules(dialect, self._report)
        self._items: dict[int, ItemState] = {}
        self._end: Event | None = None
        self._overlapping: list[int] = []

    def check(self, event: Event) -> None:
        """Check one more event."""
        if event.type in self._dialect.terminal_types and self._end is None:
            self._end = event
        known = self._dialect.event_types.get(event.type)
        if known is None or self._end is not None:
            return
        index = event.data.get("output_index")
        if type(index) is not int:
            return
        item = self._items.setdefault(index, ItemState(index, event.n))
        if item.done is not None:
            self._report(
                "after-done",
                (event.n,),
                f"{self._dialect.short_type(event.type)} for item {index}, "
                f"which ended at event {item.done}.",
            )
        self._identity.check(item, event)
        if event.type == "response.output_item.added":
            self._check_added(item, event)
        elif event.type == "response.output_item.done":
            self._check_done(item, event)
        else:
            self._parts.check(item, event, known)
            check_tool_event(item, event, self._report)

    def _check_added(self, item: ItemState, event: Event) -> None:
        if item.added is not None:
            self._report(
                "added-twice", (item.added, event.n), f"Item {item.index} was added twice."
            )
            return
        if item.first != event.n:
            self._report(
                "late-added",
                (item.first, event.n),
                f"Item {item.index} was added only after its first event.",
            )
        item.added = event.n
        item.data = mapping(event.data, "item")
        item.type = string(item.data, "type")
        self._identity.check_added(item, event.n)

    def _check_done(self, item: ItemState, event: Event) -> None:
        item.done = event.n
        if any(other.done is None and other.first < item.first for other in self._items.values()):
            self._overlapping.append(event.n)
        data = event.data.get("item")
        if not isinstance(data, dict):
            return
        item.type = item.type or string(data, "type")
        item.complete = data
        self._identity.check_complete(item, data, event.n, "output_item.done")
        check_item(item, data, event.n, self._report)
        check_tool_end(item, event.n, self._report)

    def finish(self, *, from_start: bool) -> Iterator[Finding]:
        """The findings that need the whole stream; `from_start` is false for a resumed one."""
        if self._end is not None and self._end.type != "response.failed":
            self._check_end(self._end)
        self._identity.finish(from_start=from_start)
        if self._overlapping:
            self._report(
                "items-overlap",
                tuple(self._overlapping),
                f"{pluralize(len(self._overlapping), 'item')} ended while an earlier one was open: "
                "clients that track only one open item mix them up.",
            )
        for index, item in self._items.items():
            if from_start and item.added is None:
                self._report(
                    "never-added",
                    (item.first,),
                    f"Events for item {index}, which was never added.",
                )
        yield from self._report.findings

    def _check_end(self, end: Event) -> None:
        for index, item in self._items.items():
            if item.done is None:
                self._report(
                    "never-done",
                    (item.first,),
                    f"Item {index} ({self._dialect.item_label(item.type)}) never ended.",
                )
            self._parts.finish(item)
        response = end.data.get("response")
        if not isinstance(response, dict):
            return
        if not isinstance(response.get("usage"), dict):
            self._report(
                "no-usage",
                (end.n,),
                "The terminal event has no `usage`: token counts and rates are unknown.",
            )
        output = response.get("output")
        if not isinstance(output, list):
            return
        for item, data in check_output(self._items, output, end, self._report):
            self._identity.check_id(item, string(data, "id"), end.n)
            self._identity.check_complete(item, data, end.n, "the terminal event")
            check_entry(item, data, end.n, self._report)
