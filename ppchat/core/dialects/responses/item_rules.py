"""Whether a stream's items and parts begin, grow and end as the protocol has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ppchat.core.checks.finding import Finding, Severity, counted
from ppchat.core.dialects.responses.event_types import CATALOGUE, TERMINAL, delta, short
from ppchat.core.inspect.lanes import item_label
from ppchat.core.stream.event import Event

Data = Mapping[str, Any]

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
"""The kind of part that an event ends, and the field with its whole text."""
_ANNOUNCED: Final = frozenset({"text", "refusal"})
"""Kinds of parts that `content_part.added` announces."""
_INDEX: Final = {"summary": "summary_index", "command": "command_index", "output": "command_index"}
_ITEM_TEXT: Final = {
    "function_call": ("arguments", "arguments"),
    "mcp_call": ("arguments", "arguments"),
    "custom_tool_call": ("input", "input"),
    "code_interpreter_call": ("code", "code"),
}


@dataclass(slots=True)
class _Part:
    pieces: list[str]
    first: int
    done: str | None = None


@dataclass(slots=True)
class _Item:
    first: int
    type: str = ""
    added: int | None = None
    done: int | None = None
    ids: set[str] = field(default_factory=set)
    parts: dict[tuple[str, int], _Part] = field(default_factory=dict)
    announced: int = 0


class Outline:
    """The items and parts seen so far, and what was noticed about them."""

    def __init__(self) -> None:
        self._items: dict[int, _Item] = {}
        self._found: list[Finding] = []
        self._end: Event | None = None
        self._renamed: list[int] = []
        self._unplaced: list[int] = []
        self._crossed: list[int] = []

    def take(self, event: Event) -> None:
        """Look at one more event."""
        if event.type in TERMINAL and self._end is None:
            self._end = event
        if event.type not in CATALOGUE or self._end is not None:
            return
        index = event.data.get("output_index")
        if type(index) is not int:
            if event.delta or event.type in _DONE_FIELD or ".output_item." in event.type:
                self._unplaced.append(event.n)
            return
        item = self._items.setdefault(index, _Item(event.n))
        if item.done is not None:
            self._tell(
                "after-done",
                (event.n,),
                f"{short(event.type)} for item {index}, which was done at event {item.done}.",
            )
        self._identity(item, event)
        if event.type == "response.output_item.added":
            self._added(index, item, event)
        elif event.type == "response.output_item.done":
            self._done(index, item, event)
        elif event.type == "response.content_part.added":
            item.announced += 1
        else:
            self._text(index, item, event)

    def _tell(self, code: str, events: tuple[int, ...], message: str) -> None:
        self._found.append(Finding(Severity.VIOLATION, code, events, message))

    def _identity(self, item: _Item, event: Event) -> None:
        whole = event.data.get("item")
        identity = event.data.get("item_id") or (whole.get("id") if isinstance(whole, dict) else "")
        if isinstance(identity, str) and identity:
            if item.ids and identity not in item.ids:
                self._renamed.append(event.n)
            item.ids.add(identity)

    def _added(self, index: int, item: _Item, event: Event) -> None:
        if item.added is not None:
            self._tell(
                "added-twice",
                (item.added, event.n),
                f"Item {index} was added twice.",
            )
        elif item.first != event.n:
            self._tell(
                "late-added",
                (item.first, event.n),
                f"Item {index} was added only after its first event.",
            )
        item.added = event.n
        whole = event.data.get("item")
        item.type = str(whole.get("type", "")) if isinstance(whole, dict) else ""

    def _done(self, index: int, item: _Item, event: Event) -> None:
        item.done = event.n
        if any(other.done is None and other.first < item.first for other in self._items.values()):
            self._crossed.append(event.n)
        whole = event.data.get("item")
        if not isinstance(whole, dict):
            return
        item.type = item.type or str(whole.get("type", ""))
        self._whole(index, item, whole, event.n)

    def _text(self, index: int, item: _Item, event: Event) -> None:
        data = event.data
        chunk = delta(event.type, data)
        if chunk:
            kind = CATALOGUE[event.type].grows
            part = self._part(item, kind, data, event.n)
            if part.done is not None:
                self._tell(
                    "delta-after-done",
                    (event.n,),
                    f"A delta for a {kind} of item {index} that was done.",
                )
            part.pieces.append(chunk)
            return
        named = _DONE_FIELD.get(event.type)
        if named and isinstance(text := data.get(named[1]), str):
            part = self._part(item, named[0], data, event.n)
            part.done = text
            came = "".join(part.pieces)
            if came and came != text and item.added is not None:
                self._differs(event.n, f"of item {index}", came, text, short(event.type))

    def _part(self, item: _Item, kind: str, data: Data, n: int) -> _Part:
        number = data.get(_INDEX.get(kind, "content_index"))
        key = (kind, number if type(number) is int else 0)
        if key not in item.parts:
            item.parts[key] = _Part([], n)
        return item.parts[key]

    def _differs(self, n: int, where: str, came: str, text: str, by: str) -> None:
        at = next(
            (place for place, pair in enumerate(zip(came, text, strict=False)) if len({*pair}) > 1),
            min(len(came), len(text)),
        )
        self._tell(
            "text-differs",
            (n,),
            f"The deltas {where} give {counted(len(came), 'character')}, {by} has {len(text):,}; "
            f"they part at character {at}: {came[at : at + 12]!r}, {text[at : at + 12]!r}.",
        )

    def _whole(self, index: int, item: _Item, whole: Data, n: int) -> None:
        """Whether the texts of a whole item are those that came."""
        if item.added is None:  # the rest of a stream that was resumed
            return
        for (kind, number), text in _texts(whole):
            part = item.parts.get((kind, number))
            if part is None:
                continue
            came = "".join(part.pieces) or part.done or ""
            if came and text and came != text and part.done != text:
                self._differs(n, f"of item {index}", came, text, "the whole item")

    def close(self, *, complete: bool) -> Iterator[Finding]:
        """What can be said once all events were seen; `complete` for a stream from its start."""
        yield from self._found
        if self._unplaced:
            yield Finding(
                Severity.REMARK,
                "no-index",
                tuple(self._unplaced),
                f"{counted(len(self._unplaced), 'event')} without an `output_index`.",
            )
        if self._renamed:
            yield Finding(
                Severity.REMARK,
                "ids-change",
                tuple(self._renamed),
                f"The id of an item changes from event to event, {len(self._renamed):,} times: "
                "items can only be told apart by `output_index`.",
            )
        if self._crossed:
            yield Finding(
                Severity.REMARK,
                "items-overlap",
                tuple(self._crossed),
                f"{counted(len(self._crossed), 'item')} done while an earlier one was still open: "
                "clients that hold only one open item mix them up.",
            )
        if complete:
            yield from self._never_added()
        if self._end is not None and self._end.type != "response.failed":
            yield from self._open()
            yield from self._response(self._end)

    def _never_added(self) -> Iterator[Finding]:
        for index, item in self._items.items():
            if item.added is None:
                yield Finding(
                    Severity.VIOLATION,
                    "never-added",
                    (item.first,),
                    f"Events for item {index}, which was never added.",
                )

    def _open(self) -> Iterator[Finding]:
        for index, item in self._items.items():
            if item.done is None:
                yield Finding(
                    Severity.VIOLATION,
                    "never-done",
                    (item.first,),
                    f"Item {index} ({item_label(item.type)}) was never done.",
                )
            for (kind, number), part in item.parts.items():
                if part.done is None and part.pieces and kind in _FINISHED:
                    yield Finding(
                        Severity.VIOLATION,
                        "part-never-done",
                        (part.first,),
                        f"Part {number} ({kind}) of item {index} has deltas but no `done`.",
                    )

    def _response(self, end: Event) -> Iterator[Finding]:
        response = end.data.get("response")
        if not isinstance(response, dict):
            return
        if not isinstance(response.get("usage"), dict):
            yield Finding(
                Severity.REMARK,
                "no-usage",
                (end.n,),
                "The terminal event has no `usage`: tokens and their rate can't be known.",
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
                f"{counted(len(self._items), 'item')} came.",
            )
        elif len(output) != len(self._items) and self._items and 0 in self._items:
            yield Finding(
                Severity.REMARK,
                "output-count",
                (end.n,),
                f"The terminal event's `output` holds {counted(len(output), 'item')}; "
                f"{len(self._items):,} came.",
            )
        else:
            found = len(self._found)
            for (index, item), whole in zip(sorted(self._items.items()), output, strict=False):
                if isinstance(whole, dict) and whole.get("type") == item.type:
                    self._whole(index, item, whole, end.n)
            yield from self._found[found:]


_FINISHED: Final = frozenset(kind for kind, _ in _DONE_FIELD.values())
_CONTENT: Final = {
    "output_text": ("text", "text"),
    "refusal": ("refusal", "refusal"),
    "reasoning_text": ("reasoning", "text"),
    "summary_text": ("summary", "text"),
}


def _texts(whole: Data) -> Iterator[tuple[tuple[str, int], str]]:
    for key in ("content", "summary"):
        content = whole.get(key)
        for number, part in enumerate(content if isinstance(content, list) else ()):
            if isinstance(part, dict):
                kind, name = _CONTENT.get(str(part.get("type")), ("", ""))
                if kind and isinstance(text := part.get(name), str):
                    yield (kind, number), text
    kind, name = _ITEM_TEXT.get(str(whole.get("type")), ("", ""))
    if kind and isinstance(text := whole.get(name), str):
        yield (kind, 0), text
