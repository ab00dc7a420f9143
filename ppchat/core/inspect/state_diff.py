"""What an event changed in the turn, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.checks.finding import counted
from ppchat.core.inspect.excerpt import quoted
from ppchat.core.inspect.lanes import item_label
from ppchat.core.response.response import Item, Part, Turn

_SHOWN = 200


def changes(before: Turn, after: Turn) -> list[str]:
    """The differences of two states, a sentence each; foreign values are quoted or raw."""
    return [*_whole(before, after), *_items(before, after)]


def _whole(before: Turn, after: Turn) -> Iterator[str]:
    if before.status != after.status:
        yield f"status: {before.status or 'none'} → {after.status}"
    if before.response_id != after.response_id:
        yield f"response: {after.response_id}"
    if before.model != after.model:
        yield f"model: {after.model}"
    if before.stored != after.stored:
        yield f"stored by the server: {'yes' if after.stored else 'no'}"
    if before.usage != after.usage and after.usage:
        told = [
            f"{name} {value:,}"
            for name, value in after.usage._asdict().items()
            if value is not None
        ]
        yield f"usage: {', '.join(told)}"
    if before.error != after.error and after.error:
        code = f" ({after.error.code})" if after.error.code else ""
        yield f"error: {after.error.message}{code}"
    if before.reason != after.reason:
        yield f"incomplete: {after.reason}"


def _items(before: Turn, after: Turn) -> Iterator[str]:
    old = {item.output_index: item for item in before.items}
    for item in after.items:
        was = old.get(item.output_index)
        name = f"item {item.output_index}"
        if was is None:
            yield f"{name} begins: {item_label(item.type)}"
            was = Item(item.output_index, item.type, item.id, item.status)
        if was is item:
            continue
        if was.type != item.type:
            yield f"{name} is a {item_label(item.type)}"
        if was.id != item.id:
            yield f"{name} goes by {item.id}" + (f", no longer {was.id}" if was.id else "")
        if was.status != item.status:
            yield f"{name}: {was.status} → {item.status}"
        yield from _parts(name, was, item)
        if was.data is not item.data and was.data is not None and was.data != item.data:
            yield f"{name} was given whole"


def _parts(name: str, was: Item, item: Item) -> Iterator[str]:
    old = {(part.kind, part.part_index): part for part in was.parts}
    for part in item.parts:
        before = old.get((part.kind, part.part_index))
        if before is part:
            continue
        where = f"{name}, {part.kind}" + (f" {part.part_index}" if part.part_index else "")
        start = len(before.text) if before is not None else 0
        grown = before is None or (before.text.is_prefix_of(part.text) and len(part.text) > start)
        if grown and len(part.text) > start:
            added = part.text.slice(start)
            yield (
                f"{where}: +{counted(len(added), 'character')} {quoted(added, _SHOWN)}, "
                f"{len(part.text):,} now"
            )
        elif before is not None and before.text != part.text:
            yield f"{where} replaced: {start:,} characters → {len(part.text):,}"
        yield from _rest(where, before, part)


def _rest(where: str, before: Part | None, part: Part) -> Iterator[str]:
    if part.done and not (before and before.done):
        yield f"{where} is done"
    more = len(part.annotations) - (len(before.annotations) if before else 0)
    if more:
        yield f"{where}: {counted(more, 'annotation')} more"
