"""How a response changes with an event.

A response begins empty and only grows: items appear in the order of their `output_index`, parts
within an item in the order of their first text. What an event changes follows from its line in
the table of event types:

- a type that names a `response_status` carries a snapshot of the response. The first terminal
  status stays; the output of a terminal snapshot replaces the texts that were streamed;
- a type that `grows` a kind of part appends its delta to that part, and creates the part and its
  item where a server announced neither;
- a type that `finishes` a kind of part replaces its text, but an empty text never erases;
- a type that names an `item_status` changes nothing else;
- the types in `_NAMED` have a handler of their own. All other types change nothing.

What happens to parts is in `parts.py`, to items in `items.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ppchat.core.dialects.responses.state import items, parts
from ppchat.core.dialects.vocabulary import EventType, PartKind
from ppchat.core.response.response import (
    ENTRY_LIMIT,
    TERMINAL_STATUSES,
    JsonObject,
    Response,
    ServerError,
    Usage,
)
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import count, mapping, mappings, string

CHAT_USAGE: Final = ("prompt_tokens", "completion_tokens")
"""What Chat Completions calls `input_tokens` and `output_tokens`, as some servers do here too."""

Reducer = Callable[[Response, Event], Response]


def build_reducer(
    event_types: Mapping[str, EventType], part_kinds: Mapping[str, PartKind]
) -> Reducer:
    """The reducer for these event types; it never raises, and what it does not know it counts."""
    handlers = {
        name: handler
        for name, event_type in event_types.items()
        if (handler := _handler(event_type, part_kinds)) is not None
    }

    def reduce(response: Response, event: Event) -> Response:
        handle = handlers.get(event.type)
        if handle is not None:
            response = handle(response, event.data)
        return response._replace(seen=response.seen + 1)

    return reduce


def _handler(event_type: EventType, part_kinds: Mapping[str, PartKind]) -> parts.Handler | None:
    """What an event of a type does to a response; None for nothing."""
    if event_type.grows:
        return parts.append_delta(event_type, part_kinds[event_type.grows])
    if event_type.finishes:
        return parts.finish_part(event_type.text_field, part_kinds[event_type.finishes])
    if event_type.response_status:
        return _update_status(event_type.response_status)
    if event_type.item_status:
        return items.set_status(event_type.item_status)
    return _NAMED.get(event_type.name)


# The response as a whole.


def _update_status(status: str) -> parts.Handler:
    def handle(response: Response, data: JsonObject) -> Response:
        snapshot = mapping(data, "response")
        if not snapshot and "type" not in data:  # only the frame's `event:` line names it
            return response
        server_status = string(snapshot, "status")
        if not response.ended:
            response = response._replace(
                status=server_status if server_status == "cancelled" else status
            )
        store = snapshot.get("store")
        incomplete = mapping(snapshot, "incomplete_details")
        response = response._replace(
            response_id=string(snapshot, "id") or response.response_id,
            model=string(snapshot, "model") or response.model,
            stored=store if isinstance(store, bool) else response.stored,
            usage=_usage(snapshot) or response.usage,
            error=_server_error(mapping(snapshot, "error")) or response.error,
            reason=string(incomplete, "reason") or response.reason,
        )
        if status in TERMINAL_STATUSES:
            for index, final in enumerate(mappings(snapshot, "output")[:ENTRY_LIMIT]):
                response = items.reconcile(response, index, final)
        return response

    return handle


def _usage(snapshot: JsonObject) -> Usage | None:
    usage = mapping(snapshot, "usage")
    if not usage:
        return None
    named_as_in_chat = "input_tokens" not in usage and "output_tokens" not in usage
    names = CHAT_USAGE if named_as_in_chat else ("input_tokens", "output_tokens")
    return Usage(
        input=count(usage, names[0]),
        cached=count(mapping(usage, "input_tokens_details"), "cached_tokens"),
        output=count(usage, names[1]),
        reasoning=count(mapping(usage, "output_tokens_details"), "reasoning_tokens"),
        total=count(usage, "total_tokens"),
    )


def _server_error(error: JsonObject) -> ServerError | None:
    message, code = string(error, "message"), string(error, "code") or string(error, "type")
    return ServerError(message, code) if message or code else None


def _set_error(response: Response, data: JsonObject) -> Response:
    nested = _server_error(mapping(data, "error"))
    message = string(data, "message") or string(data, "error")
    flat = ServerError(message, string(data, "code"))
    return response._replace(error=nested or flat)


_NAMED: Final[Mapping[str, parts.Handler]] = {
    "error": _set_error,
    "response.output_item.added": items.add,
    "response.output_item.done": items.complete,
    "response.content_part.done": parts.complete_content("content_index"),
    "response.reasoning_part.done": parts.complete_content("content_index"),
    "response.reasoning_summary_part.done": parts.complete_content("summary_index"),
    "response.output_text.annotation.added": parts.add_annotation,
    "response.image_generation_call.partial_image": items.show_preview,
    "response.shell_call_output_content.done": items.add_shell_output,
}
"""The handlers of the types that only their names describe."""
