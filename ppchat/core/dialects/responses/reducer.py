"""How a turn changes with an event. Every transition of that state is in this file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ppchat.core.dialects.responses.event_types import CATALOGUE, delta
from ppchat.core.dialects.responses.final_texts import given_texts
from ppchat.core.response.response import (
    LIMIT,
    TERMINAL_STATUS,
    Data,
    Item,
    Part,
    ServerError,
    Turn,
    Usage,
)
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import count, mapping, mappings, string
from ppchat.core.text.rope import Text


def step(turn: Turn, event: Event) -> Turn:
    """The state after one more event. Never raises: what does not fit changes only the count."""
    handle = _STEPS.get(event.type)
    if handle is not None:
        turn = handle(turn, event.data)
    return turn._replace(seen=turn.seen + 1)


# The response as a whole.


def _lifecycle(status: str) -> Callable[[Turn, Data], Turn]:
    def handle(turn: Turn, data: Data) -> Turn:
        response = mapping(data, "response")
        said = string(response, "status")
        if not turn.ended:
            turn = turn._replace(status=said if said == "cancelled" else status)
        store = response.get("store")
        incomplete = mapping(response, "incomplete_details")
        turn = turn._replace(
            response_id=string(response, "id") or turn.response_id,
            model=string(response, "model") or turn.model,
            stored=store if isinstance(store, bool) else turn.stored,
            usage=_usage(response) or turn.usage,
            error=_server_error(mapping(response, "error")) or turn.error,
            reason=string(incomplete, "reason") or turn.reason,
        )
        if status in TERMINAL_STATUS:
            for index, whole in enumerate(mappings(response, "output")[:LIMIT]):
                turn = _reconciled(turn, index, whole)
        return turn

    return handle


def _usage(response: Data) -> Usage | None:
    usage = mapping(response, "usage")
    if not usage:
        return None
    return Usage(
        input=count(usage, "input_tokens"),
        cached=count(mapping(usage, "input_tokens_details"), "cached_tokens"),
        output=count(usage, "output_tokens"),
        reasoning=count(mapping(usage, "output_tokens_details"), "reasoning_tokens"),
        total=count(usage, "total_tokens"),
    )


def _server_error(error: Data) -> ServerError | None:
    message, code = string(error, "message"), string(error, "code") or string(error, "type")
    return ServerError(message, code) if message or code else None


def _error(turn: Turn, data: Data) -> Turn:
    nested = _server_error(mapping(data, "error"))
    flat = ServerError(string(data, "message"), string(data, "code"))
    return turn._replace(error=nested or flat)


# Items and their parts.


def _place(turn: Turn, data: Data) -> int:
    """Where in `turn.items` the item is that an event speaks of; -1 if nowhere."""
    items = turn.items
    index = count(data, "output_index")
    if index is not None:
        for place in range(len(items) - 1, -1, -1):
            if items[place].output_index == index:
                return place
        return -1
    identity = string(data, "item_id") or string(mapping(data, "item"), "id")
    for place in range(len(items) - 1, -1, -1):
        if identity and items[place].id == identity:
            return place
    return -1 if identity else len(items) - 1


def _with_item(turn: Turn, place: int, item: Item) -> Turn:
    items = turn.items
    if place >= 0:
        return turn._replace(items=(*items[:place], item, *items[place + 1 :]))
    if len(items) >= LIMIT:
        return turn
    after = len(items)
    while after and items[after - 1].output_index > item.output_index:
        after -= 1
    return turn._replace(items=(*items[:after], item, *items[after:]))


def _new_index(turn: Turn, data: Data) -> int:
    index = count(data, "output_index")
    if index is not None:
        return index
    return turn.items[-1].output_index + 1 if turn.items else 0


def _item_added(turn: Turn, data: Data) -> Turn:
    whole = mapping(data, "item")
    place = _place(turn, data) if "output_index" in data or string(whole, "id") else -1
    item = turn.items[place] if place >= 0 else Item(_new_index(turn, data), "")
    return _with_item(
        turn,
        place,
        item._replace(
            type=string(whole, "type") or item.type,
            id=string(whole, "id") or item.id,
            status=string(whole, "status") or item.status,
            data=whole or item.data,
        ),
    )


def _item_done(turn: Turn, data: Data) -> Turn:
    return _settled(turn, _place(turn, data), data, mapping(data, "item"), "completed")


def _reconciled(turn: Turn, index: int, whole: Data) -> Turn:
    """The turn once the final response named an item; it may leave out what it streamed."""
    identity, kind = string(whole, "id"), string(whole, "type")
    numbered: Data = {"output_index": index}
    for place, item in enumerate(turn.items):
        if identity and item.id == identity:
            return _settled(turn, place, numbered, whole)
    place = _place(turn, numbered)
    if place < 0 or turn.items[place].type == kind:
        return _settled(turn, place, numbered, whole)
    return turn


def _settled(turn: Turn, place: int, data: Data, whole: Data, status: str = "") -> Turn:
    """The turn once the server gave an item whole; its texts win over what was accumulated."""
    item = turn.items[place] if place >= 0 else Item(_new_index(turn, data), "")
    parts = tuple(part._replace(done=True) for part in item.parts)
    for kind, number, text, notes in given_texts(whole):
        parts = _with_text(parts, kind, number, text, notes)
    return _with_item(
        turn,
        place,
        item._replace(
            type=string(whole, "type") or item.type,
            id=string(whole, "id") or item.id,
            status=string(whole, "status") or status or item.status,
            data=whole or item.data,
            parts=parts,
        ),
    )


def _with_text(
    parts: tuple[Part, ...], kind: str, index: int, text: str, annotations: tuple[Data, ...]
) -> tuple[Part, ...]:
    """The parts once the final text of one is known; an empty final text never erases."""
    for place, part in enumerate(parts):
        if part.kind == kind and part.part_index == index:
            part = part._replace(done=True, annotations=annotations or part.annotations)
            if text and (streamed := str(part.text)) != text:
                overruled = part.overruled or not text.startswith(streamed)
                part = part._replace(text=Text(text), overruled=overruled)
            return (*parts[:place], part, *parts[place + 1 :])
    if not text or len(parts) >= LIMIT:
        return parts
    return (*parts, Part(kind, index, Text(text), True, annotations))


_ITEM_OF: Final = {
    "text": "message",
    "refusal": "message",
    "audio": "message",
    "transcript": "message",
    "summary": "reasoning",
    "reasoning": "reasoning",
    "arguments": "function_call",
    "input": "custom_tool_call",
    "code": "code_interpreter_call",
    "command": "shell_call",
    "output": "shell_call_output",
    "diff": "apply_patch_call",
}
"""The type of the item that a part of this kind stands in, where the server announced none."""

INDEX_FIELD: Final = {
    "summary": "summary_index",
    "command": "command_index",
    "output": "command_index",
}
"""The number by which a delta names a part of this kind, where it is not `content_index`."""


def _part_index(kind: str, data: Data) -> int:
    return count(data, INDEX_FIELD.get(kind, "content_index")) or 0


def _delta(kind: str, event_type: str) -> Callable[[Turn, Data], Turn]:
    def handle(turn: Turn, data: Data) -> Turn:
        chunk = delta(event_type, data)
        if not chunk:
            return turn
        place = _place(turn, data)
        if place < 0:
            item = Item(_new_index(turn, data), _ITEM_OF[kind], string(data, "item_id"))
        else:
            item = turn.items[place]
        index = _part_index(kind, data)
        parts = item.parts
        for at in range(len(parts) - 1, -1, -1):
            part = parts[at]
            if part.part_index == index and part.kind == kind:
                grown = part._replace(text=part.text + chunk)
                parts = (*parts[:at], grown, *parts[at + 1 :])
                break
        else:
            if len(parts) >= LIMIT:
                return turn
            parts = (*parts, Part(kind, index, Text(chunk)))
        return _with_item(turn, place, item._replace(parts=parts))

    return handle


def _done(kind: str, field: str) -> Callable[[Turn, Data], Turn]:
    def handle(turn: Turn, data: Data) -> Turn:
        place = _place(turn, data)
        text = string(data, field)
        if place < 0 and not text:
            return turn
        item = (
            turn.items[place]
            if place >= 0
            else Item(_new_index(turn, data), _ITEM_OF[kind], string(data, "item_id"))
        )
        parts = _with_text(item.parts, kind, _part_index(kind, data), text, ())
        return _with_item(turn, place, item._replace(parts=parts))

    return handle


def _annotation(turn: Turn, data: Data) -> Turn:
    place = _place(turn, data)
    note = mapping(data, "annotation")
    if place < 0 or not note:
        return turn
    item = turn.items[place]
    index = _part_index("text", data)
    for at, part in enumerate(item.parts):
        if part.kind == "text" and part.part_index == index and len(part.annotations) < LIMIT:
            noted = part._replace(annotations=(*part.annotations, note))
            parts = (*item.parts[:at], noted, *item.parts[at + 1 :])
            return _with_item(turn, place, item._replace(parts=parts))
    return turn


def _item_status(status: str) -> Callable[[Turn, Data], Turn]:
    def handle(turn: Turn, data: Data) -> Turn:
        place = _place(turn, data)
        if place < 0:
            return turn
        return _with_item(turn, place, turn.items[place]._replace(status=status))

    return handle


GROWS: Final = {known.name: known.grows for known in CATALOGUE.values() if known.grows}
"""The kind of part to which the delta of a type adds."""

_STEPS: Final[Mapping[str, Callable[[Turn, Data], Turn]]] = {
    "response.queued": _lifecycle("queued"),
    "response.created": _lifecycle("in_progress"),
    "response.in_progress": _lifecycle("in_progress"),
    "response.completed": _lifecycle("completed"),
    "response.incomplete": _lifecycle("incomplete"),
    "response.failed": _lifecycle("failed"),
    "error": _error,
    "response.output_item.added": _item_added,
    "response.output_item.done": _item_done,
    "response.output_text.done": _done("text", "text"),
    "response.refusal.done": _done("refusal", "refusal"),
    "response.reasoning_text.done": _done("reasoning", "text"),
    "response.reasoning_summary_text.done": _done("summary", "text"),
    "response.function_call_arguments.done": _done("arguments", "arguments"),
    "response.mcp_call_arguments.done": _done("arguments", "arguments"),
    "response.custom_tool_call_input.done": _done("input", "input"),
    "response.code_interpreter_call_code.done": _done("code", "code"),
    "response.shell_call_command.done": _done("command", "command"),
    "response.apply_patch_call_operation_diff.done": _done("diff", "diff"),
    "response.output_text.annotation.added": _annotation,
    "response.mcp_call.failed": _item_status("failed"),
    "response.mcp_list_tools.failed": _item_status("failed"),
    **{name: _delta(kind, name) for name, kind in GROWS.items()},
}
"""What changes a turn; an event of any other type only announces what others carry."""
