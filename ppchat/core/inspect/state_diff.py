"""What an event changed in the response, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.inspect.excerpt import json_quote
from ppchat.core.response.response import ContentPart, OutputItem, Response
from ppchat.core.text.display import pluralize

_SHOWN = 200


def state_diff(before: Response, after: Response, dialect: Dialect) -> list[str]:
    """The differences between two states, one line each; foreign values are quoted or raw."""
    return [*_response(before, after), *_items(before, after, dialect)]


def _response(before: Response, after: Response) -> Iterator[str]:
    if before.status != after.status:
        yield f"status: {before.status or 'none'} → {after.status}"
    if before.response_id != after.response_id:
        yield f"response: {after.response_id}"
    if before.model != after.model:
        yield f"model: {after.model}"
    if before.stored != after.stored:
        yield f"stored by the server: {'yes' if after.stored else 'no'}"
    if before.usage != after.usage and after.usage:
        counts = [
            f"{name} {value:,}"
            for name, value in after.usage._asdict().items()
            if value is not None
        ]
        yield f"usage: {', '.join(counts)}"
    if before.error != after.error and after.error:
        code = f" ({after.error.code})" if after.error.code else ""
        yield f"error: {after.error.message}{code}"
    if before.reason != after.reason:
        yield f"incomplete: {after.reason}"


def _items(before: Response, after: Response, dialect: Dialect) -> Iterator[str]:
    old = {item.output_index: item for item in before.items}
    for item in after.items:
        previous = old.get(item.output_index)
        name = _item_name(item, dialect)
        if previous is None:
            label = dialect.item_label(item.type)
            yield f"{name} added" if name.endswith(label) else f"{name} added: {label}"
            previous = OutputItem(item.output_index, item.type, item.id, item.status)
        if previous is item:
            continue
        if previous.type != item.type:
            old_label, label = dialect.item_label(previous.type), dialect.item_label(item.type)
            yield f"{name}, type: {old_label} → {label}"
        if previous.id != item.id:
            yield f"{name}, id: {previous.id or 'none'} → {item.id}"
        if previous.status != item.status:
            yield f"{name}: {previous.status} → {item.status}"
        yield from _parts(name, previous, item)
        if previous.data not in (None, item.data):
            yield f"{name}: {'more is known of it' if item.open else 'full item received'}"


def _item_name(item: OutputItem, dialect: Dialect) -> str:
    """The item by its index, else, where its dialect numbers items otherwise, as in a list."""
    number = dialect.item_number(item.output_index)
    is_index = number == str(item.output_index)
    return f"item {number}" if is_index else dialect.item_name(item.output_index, item.type)


def _parts(name: str, previous: OutputItem, item: OutputItem) -> Iterator[str]:
    old = {(part.kind, part.part_index): part for part in previous.parts}
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
                f"{where}: +{pluralize(len(added), 'character')} {json_quote(added, _SHOWN)}, "
                f"{len(part.text):,} in total"
            )
        elif before is not None and before.text != part.text:
            yield f"{where} replaced: {start:,} characters → {len(part.text):,}"
        yield from _completion(where, before, part)


def _completion(where: str, before: ContentPart | None, part: ContentPart) -> Iterator[str]:
    if part.done and not (before and before.done):
        yield f"{where}: done"
    added = len(part.annotations) - (len(before.annotations) if before else 0)
    if added:
        yield f"{where}: +{pluralize(added, 'annotation')}"
