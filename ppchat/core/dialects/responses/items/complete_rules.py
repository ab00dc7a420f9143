"""Whether complete parts, items and responses equal what was streamed of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ppchat.core.dialects.responses.item_types import ITEM_TYPES
from ppchat.core.dialects.responses.items.item_state import ItemState, PartState, Report
from ppchat.core.dialects.responses.part_fields import CONTENT_TYPES
from ppchat.core.dialects.responses.state.final_texts import final_texts
from ppchat.core.response.response import ENTRY_LIMIT, JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import mappings, string

_CONTENT_KINDS: Final = frozenset(kind for kind, _ in CONTENT_TYPES.values())
_MAY_DIFFER: Final = frozenset({"encrypted_content", "fingerprint", "id", "type", "logprobs"})
"""Fields that servers encrypt anew or leave out, and those that other rules compare."""


def check_text(
    item: ItemState, key: tuple[str, int], text: str, n: int, source: str, report: Report
) -> None:
    """Compare the text of a part with what is known of it; each difference is reported once."""
    if item.added is None:  # the rest of a resumed stream
        return
    kind, number = key
    part = item.parts.get(key)
    if part is None:
        part = item.parts[key] = PartState(n)
    known = part.text
    if known != text:
        if part.pieces or part.whole is not None:
            report("text-differs", (n,), _difference(item.index, known, text, source))
        elif not _comes_whole(item.type):
            code = "not-streamed" if source == _COMPLETE and kind in _CONTENT_KINDS else "no-deltas"
            report(
                code,
                (n,),
                f"Part {number} ({kind}) of item {item.index} came without deltas: {source} "
                f"has {pluralize(len(text), 'character')}.",
            )
    part.whole = text


def _comes_whole(item_type: str) -> bool:
    known = ITEM_TYPES.get(item_type)
    return known is not None and known.comes_whole


_COMPLETE: Final = "the complete item"


def _difference(index: int, streamed: str, text: str, source: str) -> str:
    pairs = enumerate(zip(streamed, text, strict=False))
    at = next(
        (position for position, (ours, theirs) in pairs if ours != theirs),
        min(len(streamed), len(text)),
    )
    return (
        f"The deltas of item {index} add up to {pluralize(len(streamed), 'character')}, but "
        f"{source} has {len(text):,}; first difference at character {at}: "
        f"{streamed[at : at + 12]!r}, {text[at : at + 12]!r}."
    )


def check_annotations(
    item: ItemState, number: int, part: JsonObject, n: int, source: str, report: Report
) -> None:
    """Compare the annotations of a complete part with those streamed."""
    if item.added is None:
        return
    streamed = item.annotations.get(number, [])
    complete = mappings(part, "annotations")
    if first_difference(streamed, complete) is not None:
        report(
            "annotations-differ",
            (n,),
            f"{pluralize(len(streamed), 'annotation')} of item {item.index} came in the stream; "
            f"{source} has {len(complete):,}, or others.",
        )
        item.annotations[number] = complete


def check_item(item: ItemState, data: JsonObject, n: int, report: Report) -> None:
    """Compare a complete item with what was streamed of it."""
    # The rest of a resumed stream lacks parts; wrong indices would be reported once more.
    if item.added is None or item.misnumbered:
        return
    whole: set[tuple[str, int]] = set()
    for kind, number, text, _ in final_texts(data):
        whole.add((kind, number))
        check_text(item, (kind, number), text, n, _COMPLETE, report)
    for number, part in enumerate(mappings(data, "content")[:ENTRY_LIMIT]):
        if string(part, "type") == "output_text":
            check_annotations(item, number, part, n, _COMPLETE, report)
    item_type = ITEM_TYPES.get(string(data, "type"))
    kinds = _CONTENT_KINDS | {item_type.part_kind if item_type else ""}
    for (kind, number), state in item.parts.items():
        if kind in kinds and (kind, number) not in whole and number < ENTRY_LIMIT and state.text:
            report(
                "part-missing",
                (n,),
                f"Part {number} ({kind}) of item {item.index} was streamed, "
                "but is missing in the complete item.",
            )
            state.pieces, state.whole = [], ""


def check_output(
    items: Mapping[int, ItemState], output: Sequence[Any], end: Event, report: Report
) -> Iterator[tuple[ItemState, JsonObject]]:
    """The pairs of an item and its entry in the final response; reports others and their order."""
    if not items:
        return
    streamed = [items[index] for index in sorted(items)]
    if not output:
        report(
            "empty-output",
            (end.n,),
            f"The terminal event's `output` is empty, though "
            f"the stream has {pluralize(len(items), 'item')}.",
        )
        return
    if streamed[0].index:  # the rest of a resumed stream
        pairs = [(item, output[item.index]) for item in streamed if 0 <= item.index < len(output)]
    else:
        if len(output) != len(streamed):
            report(
                "output-count",
                (end.n,),
                f"The terminal event's `output` holds {pluralize(len(output), 'item')}; "
                f"the stream has {len(items):,}.",
            )
            return
        pairs = list(zip(streamed, output, strict=True))
    entries = [(item, data) for item, data in pairs if isinstance(data, dict)]
    by_id = {item.id: item for item in streamed if item.id}
    moved = [
        (position, other)
        for position, (item, data) in enumerate(entries)
        if (other := by_id.get(string(data, "id"))) is not None and other is not item
    ]
    if moved and len(by_id) == len(streamed):
        position, other = moved[0]
        report(
            "output-order",
            (end.n,),
            f"`output[{position}]` of the terminal event is {other.id!r}, which was streamed as "
            f"item {other.index}: positions and `output_index` disagree.",
        )
        entries = [(by_id.get(string(data, "id"), item), data) for item, data in entries]
    yield from entries


def check_entry(item: ItemState, data: JsonObject, n: int, report: Report) -> None:
    """Compare an item of the final response with the complete item in the stream."""
    count = len(report.findings)
    check_item(item, data, n, report)
    if item.complete is None or len(report.findings) > count:
        return
    path = first_difference(item.complete, data)
    if path is not None:
        report(
            "item-differs",
            (n,),
            f"`{path.lstrip('.')}` of item {item.index} differs between `output_item.done` and "
            "the terminal event.",
        )


def first_difference(one: Any, other: Any, path: str = "") -> str | None:
    """The path to the first difference of two JSON values; None if they are equal.

    A field that is null equals one that is missing.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*one, *other)):
            if key not in _MAY_DIFFER or (path and key in ("id", "type")):
                difference = first_difference(one.get(key), other.get(key), f"{path}.{key}")
                if difference is not None:
                    return difference
        return None
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        differences = (
            first_difference(ours, theirs, f"{path}[{index}]")
            for index, (ours, theirs) in enumerate(zip(one, other, strict=True))
        )
        return next((path for path in differences if path is not None), None)
    return None if one == other else path
