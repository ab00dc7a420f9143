"""Whether parts are added, grow and end in this order, each at its index."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.responses.items.complete_rules import check_annotations, check_text
from ppchat.core.dialects.responses.items.item_state import (
    Announcement,
    ItemState,
    PartState,
    Report,
)
from ppchat.core.dialects.responses.part_fields import CONTENT_TYPES
from ppchat.core.dialects.responses.state.parts import part_index
from ppchat.core.dialects.vocabulary import EventType
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import count, mapping, string


class PartRules:
    """Checks the parts of items, event by event."""

    def __init__(self, dialect: Dialect, report: Report) -> None:
        self._dialect = dialect
        self._report = report
        self._added = {
            kind.announced_by: kind.index_field
            for kind in dialect.part_kinds.values()
            if kind.announced_by
        }
        """The field with the index of the part, by the event type that announces it."""
        self._done = {
            done: added
            for added in self._added
            if (done := added.removesuffix("added") + "done") in dialect.event_types
            and not dialect.event_types[done].finishes
        }
        """The event type that announces a part, by the one that ends it."""
        self._finished = {known.finishes for known in dialect.event_types.values()}
        """The kinds of parts that have an event with their whole text."""

    def check(self, item: ItemState, event: Event, known: EventType) -> None:
        """Check one more event about an item."""
        if event.type in self._added:
            self._check_added(item, event)
        elif event.type in self._done:
            self._check_done(item, event)
        elif event.type.endswith(".annotation.added"):
            self._check_annotation(item, event)
        elif known.grows and event.delta:
            part = self._part(item, known.grows, event)
            number = part_index(self._dialect.part_kinds[known.grows], event.data)
            if part.done is not None or self._ended(item, known.grows, number):
                self._report(
                    "delta-after-done",
                    (event.n,),
                    f"A delta after the end of the {known.grows} of item {item.index}.",
                )
            part.pieces.append(event.delta)
        elif known.finishes:
            self._check_whole_text(item, event, known)

    def _check_added(self, item: ItemState, event: Event) -> None:
        number = count(event.data, self._added[event.type]) or 0
        part = mapping(event.data, "part")
        part_type = string(part, "type")
        kind, field = CONTENT_TYPES.get(part_type, ("", ""))
        label = f"Part {number} of item {item.index}"
        before = item.announced.get((event.type, number))
        expected = sum(announcer == event.type for announcer, _ in item.announced)
        if before:
            self._report("part-added-twice", (before.added, event.n), f"{label} was added twice.")
        elif number != expected and item.added is not None:
            item.misnumbered = True
            self._report(
                "part-index",
                (event.n,),
                f"{label} is added where part {expected} is next: "
                f"there is no part {number} of this item yet.",
            )
        if field and string(part, field):
            self._report(
                "part-not-empty",
                (event.n,),
                f"{label} is added with {len(part[field]):,} characters already in it.",
            )
        item.announced[event.type, number] = Announcement(kind, part_type, event.n)

    def _check_done(self, item: ItemState, event: Event) -> None:
        added = self._done[event.type]
        number = count(event.data, self._added[added]) or 0
        part = mapping(event.data, "part")
        part_type = string(part, "type")
        kind, field = CONTENT_TYPES.get(part_type, ("", ""))
        label = f"Part {number} of item {item.index}"
        announcement = item.announced.get((added, number))
        if announcement is None:
            if item.added is not None and (kind, number) not in item.parts:
                self._report_not_added(item, kind or part_type, number, added, event.n)
        else:
            if announcement.done is not None:
                self._report("done-twice", (announcement.done, event.n), f"{label} ended twice.")
            if part_type and announcement.type and part_type != announcement.type:
                self._report(
                    "part-type",
                    (event.n,),
                    f"{label} was added as {announcement.type!r}, but ended as {part_type!r}.",
                )
            announcement.done = event.n
        source = self._dialect.short_type(event.type)
        if isinstance(part.get(field), str):
            check_text(item, (kind, number), part[field], event.n, source, self._report)
        if kind == "text":
            check_annotations(item, number, part, event.n, source, self._report)

    def _check_annotation(self, item: ItemState, event: Event) -> None:
        annotations = item.annotations.setdefault(count(event.data, "content_index") or 0, [])
        index = count(event.data, "annotation_index")
        if index is not None and index != len(annotations) and item.added is not None:
            self._report(
                "annotation-index",
                (event.n,),
                f"Annotation {index} of item {item.index} came where {len(annotations)} is next.",
            )
        annotations.append(mapping(event.data, "annotation"))

    def _check_whole_text(self, item: ItemState, event: Event, known: EventType) -> None:
        text = event.data.get(known.text_field)
        if not isinstance(text, str):
            return
        kind = known.finishes
        number = part_index(self._dialect.part_kinds[kind], event.data)
        part = self._part(item, kind, event)
        label = f"The {kind} of item {item.index}"
        if part.done is not None:
            self._report("done-twice", (part.done, event.n), f"{label} ended twice.")
        elif self._ended(item, kind, number):
            self._report("part-order", (event.n,), f"{label} ended only after its part.")
        source = self._dialect.short_type(event.type)
        check_text(item, (kind, number), text, event.n, source, self._report)
        part.done = event.n

    def _part(self, item: ItemState, kind: str, event: Event) -> PartState:
        """The part that an event is about; reports one that was never announced."""
        known = self._dialect.part_kinds[kind]
        number = part_index(known, event.data)
        part = item.parts.get((kind, number))
        if part is not None:
            return part
        part = item.parts[kind, number] = PartState(event.n)
        announcement = item.announced.get((known.announced_by, number))
        if announcement and announcement.kind not in ("", kind):
            self._report(
                "part-type",
                (event.n,),
                f"Part {number} of item {item.index} was added as {announcement.type!r}, "
                f"but {self._dialect.short_type(event.type)} came.",
            )
        elif announcement is None and known.announced_by and item.added is not None:
            self._report_not_added(item, kind, number, known.announced_by, event.n)
        return part

    def _report_not_added(
        self, item: ItemState, kind: str, number: int, added: str, n: int
    ) -> None:
        self._report(
            "part-not-added",
            (n,),
            f"Part {number} ({kind}) of item {item.index} begins without "
            f"`{self._dialect.short_type(added)}`.",
        )

    def _ended(self, item: ItemState, kind: str, number: int) -> bool:
        """Whether the part with this text has ended."""
        return any(
            announcement.kind == kind and index == number and announcement.done is not None
            for (_, index), announcement in item.announced.items()
        )

    def finish(self, item: ItemState) -> None:
        """Report the parts that did not end; only for a stream that ended well."""
        for (kind, number), part in item.parts.items():
            if part.done is None and part.pieces and kind in self._finished:
                self._report(
                    "part-never-done",
                    (part.first,),
                    f"Part {number} ({kind}) of item {item.index} has deltas but no `done`.",
                )
        for added, number, announcement in self._open(item):
            name = self._dialect.short_type(added).removesuffix("added") + "done"
            self._report(
                "part-not-done",
                (announcement.added,),
                f"Part {number} of item {item.index} was added but has no `{name}`.",
            )

    def _open(self, item: ItemState) -> Iterator[tuple[str, int, Announcement]]:
        ending = self._done.values()
        for (added, number), announcement in item.announced.items():
            if announcement.done is None and added in ending:
                yield added, number, announcement
