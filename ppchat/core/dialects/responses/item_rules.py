"""Whether the items and parts of a stream begin, grow and end as the protocol requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ppchat.core.checks.finding import Finding, Severity
from ppchat.core.dialects.responses.event_types import (
    EVENT_TYPES,
    TERMINAL_TYPES,
    delta_text,
    short_type,
)
from ppchat.core.inspect.lanes import item_label
from ppchat.core.stream.event import Event
from ppchat.core.text.display import pluralize

JsonObject = Mapping[str, Any]

_DONE_FIELD: Final = {
    "response.output_text.done": ("text", "text"),
    "response.refusal.done": ("refusal", "refusal"),
    "response.reasoning_text.done": ("reasoning", "text"),
    "response.reasoning_summary_text.done": ("summary", "text"),
    "response.function_call_arguments.done": ("arguments", "arguments"),
    "response.mcp_call_arguments.done": ("arguments", "arguments"),
    "response.custom_tool_call_input.done": ("input", "input"),
    "response.code_interpreter_call_code.done": ("code", "code"),
    "response.shell_call_command.done": ("command", "command"),
    "response.apply_patch_call_operation_diff.done": ("diff", "diff"),
}
"""The kind of part that an event ends, and the field with its full text."""
_ANNOUNCED: Final = frozenset({"text", "refusal"})
"""The kinds of parts that `content_part.added` announces."""
_INDEX: Final = {"summary": "summary_index", "command": "command_index", "output": "command_index"}
_ITEM_TEXT: Final = {
    "function_call": ("arguments", "arguments"),
    "mcp_call": ("arguments", "arguments"),
    "custom_tool_call": ("input", "input"),
    "code_interpreter_call": ("code", "code"),
}


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
    announced: int = 0


class ItemRules:
    """Checks the items and parts event by event, and collects the findings."""

    def __init__(self) -> None:
        self._items: dict[int, _ItemState] = {}
        self._findings: list[Finding] = []
        self._end: Event | None = None
        self._renamed: list[int] = []
        self._unplaced: list[int] = []
        self._overlapping: list[int] = []

    def check(self, event: Event) -> None:
        """Check one more event."""
        if event.type in TERMINAL_TYPES and self._end is None:
            self._end = event
        if event.type not in EVENT_TYPES or self._end is not None:
            return
        index = event.data.get("output_index")
        if type(index) is not int:
            if event.delta or event.type in _DONE_FIELD or ".output_item." in event.type:
                self._unplaced.append(event.n)
            return
        item = self._items.setdefault(index, _ItemState(event.n))
        if item.done is not None:
            self._report(
                "after-done",
                (event.n,),
                f"{short_type(event.type)} for item {index}, which ended at event {item.done}.",
            )
        self._check_id(item, event)
        if event.type == "response.output_item.added":
            self._check_added(index, item, event)
        elif event.type == "response.output_item.done":
            self._check_done(index, item, event)
        elif event.type == "response.content_part.added":
            item.announced += 1
        else:
            self._check_text(index, item, event)

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

    def _check_text(self, index: int, item: _ItemState, event: Event) -> None:
        data = event.data
        chunk = delta_text(event.type, data)
        if chunk:
            kind = EVENT_TYPES[event.type].part_kind
            part = self._part(item, kind, data, event.n)
            if part.done is not None:
                self._report(
                    "delta-after-done",
                    (event.n,),
                    f"A delta after the end of the {kind} of item {index}.",
                )
            part.pieces.append(chunk)
            return
        done_field = _DONE_FIELD.get(event.type)
        if done_field and isinstance(text := data.get(done_field[1]), str):
            part = self._part(item, done_field[0], data, event.n)
            part.done = text
            streamed = "".join(part.pieces)
            if streamed and streamed != text and item.added is not None:
                self._report_difference(event.n, index, streamed, text, short_type(event.type))

    def _part(self, item: _ItemState, kind: str, data: JsonObject, n: int) -> _PartState:
        number = data.get(_INDEX.get(kind, "content_index"))
        key = (kind, number if type(number) is int else 0)
        if key not in item.parts:
            item.parts[key] = _PartState([], n)
        return item.parts[key]

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
        for (kind, number), text in _final_texts(data):
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
                    f"Item {index} ({item_label(item.type)}) never ended.",
                )
            for (kind, number), part in item.parts.items():
                if part.done is None and part.pieces and kind in _KINDS_WITH_DONE:
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


_KINDS_WITH_DONE: Final = frozenset(kind for kind, _ in _DONE_FIELD.values())
_CONTENT: Final = {
    "output_text": ("text", "text"),
    "refusal": ("refusal", "refusal"),
    "reasoning_text": ("reasoning", "text"),
    "summary_text": ("summary", "text"),
}


def _final_texts(item: JsonObject) -> Iterator[tuple[tuple[str, int], str]]:
    for key in ("content", "summary"):
        content = item.get(key)
        for number, part in enumerate(content if isinstance(content, list) else ()):
            if isinstance(part, dict):
                kind, name = _CONTENT.get(str(part.get("type")), ("", ""))
                if kind and isinstance(text := part.get(name), str):
                    yield (kind, number), text
    kind, name = _ITEM_TEXT.get(str(item.get("type")), ("", ""))
    if kind and isinstance(text := item.get(name), str):
        yield (kind, 0), text
