"""Whether the items and parts of a stream begin, grow and end as the protocol requires."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ppchat.core.dialects.dialect import Dialect, EventType
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.dialects.responses.final_texts import final_texts
from ppchat.core.dialects.responses.reducer import part_index
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.display import pluralize


@dataclass(slots=True)
class _PartState:
    pieces: list[str]
    first: int
    done: str | None = None


@dataclass(slots=True)
class _ItemState:
    first: int
    type: str = ""
    added: int | None = None
    done: int | None = None
    ids: set[str] = field(default_factory=set)
    parts: dict[tuple[str, int], _PartState] = field(default_factory=dict)
    announced: set[tuple[str, int]] = field(default_factory=set)
    """The event type that announces a part, and the index of the part."""


class ItemRules:
    """Checks the items and parts event by event, and collects the findings."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._finished_kinds = {known.finishes for known in dialect.event_types.values()}
        """The kinds of parts that have an event with their whole text."""
        self._index_fields = {
            kind.announced_by: kind.index_field for kind in dialect.part_kinds.values()
        }
        """The field with the index of the part, by the event type that announces it."""
        self._items: dict[int, _ItemState] = {}
        self._findings: list[Finding] = []
        self._end: Event | None = None
        self._renamed: list[int] = []
        self._unplaced: list[int] = []
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
            if event.delta or known.finishes or ".output_item." in event.type:
                self._unplaced.append(event.n)
            return
        item = self._items.setdefault(index, _ItemState(event.n))
        if item.done is not None:
            self._report(
                "after-done",
                (event.n,),
                f"{self._dialect.short_type(event.type)} for item {index}, "
                f"which ended at event {item.done}.",
            )
        self._check_id(item, event)
        if event.type == "response.output_item.added":
            self._check_added(index, item, event)
        elif event.type == "response.output_item.done":
            self._check_done(index, item, event)
        elif event.type in self._index_fields:
            number = event.data.get(self._index_fields[event.type])
            item.announced.add((event.type, number if type(number) is int else 0))
        elif event.delta:
            self._check_delta(index, item, event, known)
        elif known.finishes:
            self._check_whole_text(index, item, event, known)

    def _report(self, code: str, events: tuple[int, ...], message: str) -> None:
        self._findings.append(Finding(Severity.VIOLATION, code, events, message))

    def _check_id(self, item: _ItemState, event: Event) -> None:
        data = event.data.get("item")
        item_id = event.data.get("item_id") or (data.get("id") if isinstance(data, dict) else "")
        if isinstance(item_id, str) and item_id:
            if item.ids and item_id not in item.ids:
                self._renamed.append(event.n)
            item.ids.add(item_id)

    def _check_added(self, index: int, item: _ItemState, event: Event) -> None:
        if item.added is not None:
            self._report(
                "added-twice",
                (item.added, event.n),
                f"Item {index} was added twice.",
            )
        elif item.first != event.n:
            self._report(
                "late-added",
                (item.first, event.n),
                f"Item {index} was added only after its first event.",
            )
        item.added = event.n
        data = event.data.get("item")
        item.type = str(data.get("type", "")) if isinstance(data, dict) else ""

    def _check_done(self, index: int, item: _ItemState, event: Event) -> None:
        item.done = event.n
        if any(other.done is None and other.first < item.first for other in self._items.values()):
            self._overlapping.append(event.n)
        data = event.data.get("item")
        if not isinstance(data, dict):
            return
        item.type = item.type or str(data.get("type", ""))
        self._check_final_item(index, item, data, event.n)

    def _check_delta(self, index: int, item: _ItemState, event: Event, known: EventType) -> None:
        part = self._part(index, item, known.grows, event)
        if part.done is not None:
            self._report(
                "delta-after-done",
                (event.n,),
                f"A delta after the end of the {known.grows} of item {index}.",
            )
        part.pieces.append(event.delta)

    def _check_whole_text(
        self, index: int, item: _ItemState, event: Event, known: EventType
    ) -> None:
        text = event.data.get(known.text_field)
        if not isinstance(text, str):
            return
        part = self._part(index, item, known.finishes, event)
        part.done = text
        streamed = "".join(part.pieces)
        if streamed and streamed != text and item.added is not None:
            source = self._dialect.short_type(event.type)
            self._report_difference(event.n, index, streamed, text, source)

    def _part(self, index: int, item: _ItemState, kind: str, event: Event) -> _PartState:
        """The part that an event is about; reports one that was never announced."""
        known = self._dialect.part_kinds[kind]
        number = part_index(known, event.data)
        part = item.parts.get((kind, number))
        if part is None:
            part = item.parts[(kind, number)] = _PartState([], event.n)
            announced_by = known.announced_by
            if (
                announced_by
                and item.added is not None
                and (announced_by, number) not in item.announced
            ):
                self._report(
                    "part-not-added",
                    (event.n,),
                    f"Part {number} ({kind}) of item {index} begins without "
                    f"`{self._dialect.short_type(announced_by)}`.",
                )
        return part

    def _report_difference(self, n: int, index: int, streamed: str, text: str, source: str) -> None:
        pairs = enumerate(zip(streamed, text, strict=False))
        at = next(
            (position for position, (ours, theirs) in pairs if ours != theirs),
            min(len(streamed), len(text)),
        )
        self._report(
            "text-differs",
            (n,),
            f"The deltas of item {index} add up to {pluralize(len(streamed), 'character')}, but "
            f"{source} has {len(text):,}; first difference at character {at}: "
            f"{streamed[at : at + 12]!r}, {text[at : at + 12]!r}.",
        )

    def _check_final_item(self, index: int, item: _ItemState, data: JsonObject, n: int) -> None:
        """Compare the texts of a complete item with those streamed."""
        if item.added is None:  # the rest of a resumed stream
            return
        for kind, number, text, _ in final_texts(data):
            part = item.parts.get((kind, number))
            if part is None:
                continue
            streamed = "".join(part.pieces) or part.done or ""
            if streamed and text and streamed != text and part.done != text:
                self._report_difference(n, index, streamed, text, "the complete item")

    def finish(self, *, from_start: bool) -> Iterator[Finding]:
        """The findings that need the whole stream; `from_start` is false for a resumed one."""
        yield from self._findings
        if self._unplaced:
            yield Finding(
                Severity.REMARK,
                "no-index",
                tuple(self._unplaced),
                f"{pluralize(len(self._unplaced), 'event')} without an `output_index`.",
            )
        if self._renamed:
            yield Finding(
                Severity.REMARK,
                "ids-change",
                tuple(self._renamed),
                f"Item ids change from event to event ({len(self._renamed):,} times): only "
                "`output_index` identifies an item.",
            )
        if self._overlapping:
            yield Finding(
                Severity.REMARK,
                "items-overlap",
                tuple(self._overlapping),
                f"{pluralize(len(self._overlapping), 'item')} ended while an earlier one was open: "
                "clients that track only one open item mix them up.",
            )
        if from_start:
            yield from self._never_added_findings()
        if self._end is not None and self._end.type != "response.failed":
            yield from self._unfinished_findings()
            yield from self._response_findings(self._end)

    def _never_added_findings(self) -> Iterator[Finding]:
        for index, item in self._items.items():
            if item.added is None:
                yield Finding(
                    Severity.VIOLATION,
                    "never-added",
                    (item.first,),
                    f"Events for item {index}, which was never added.",
                )

    def _unfinished_findings(self) -> Iterator[Finding]:
        for index, item in self._items.items():
            if item.done is None:
                yield Finding(
                    Severity.VIOLATION,
                    "never-done",
                    (item.first,),
                    f"Item {index} ({self._dialect.item_label(item.type)}) never ended.",
                )
            for (kind, number), part in item.parts.items():
                if part.done is None and part.pieces and kind in self._finished_kinds:
                    yield Finding(
                        Severity.VIOLATION,
                        "part-never-done",
                        (part.first,),
                        f"Part {number} ({kind}) of item {index} has deltas but no `done`.",
                    )

    def _response_findings(self, end: Event) -> Iterator[Finding]:
        response = end.data.get("response")
        if not isinstance(response, dict):
            return
        if not isinstance(response.get("usage"), dict):
            yield Finding(
                Severity.REMARK,
                "no-usage",
                (end.n,),
                "The terminal event has no `usage`: token counts and rates are unknown.",
            )
        output = response.get("output")
        if not isinstance(output, list):
            return
        if not output and self._items:
            yield Finding(
                Severity.REMARK,
                "empty-output",
                (end.n,),
                f"The terminal event's `output` is empty, though "
                f"the stream has {pluralize(len(self._items), 'item')}.",
            )
        elif len(output) != len(self._items) and self._items and 0 in self._items:
            yield Finding(
                Severity.REMARK,
                "output-count",
                (end.n,),
                f"The terminal event's `output` holds {pluralize(len(output), 'item')}; "
                f"the stream has {len(self._items):,}.",
            )
        else:
            count = len(self._findings)
            for (index, item), data in zip(sorted(self._items.items()), output, strict=False):
                if isinstance(data, dict) and data.get("type") == item.type:
                    self._check_final_item(index, item, data, end.n)
            yield from self._findings[count:]
