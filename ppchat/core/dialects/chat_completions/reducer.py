"""How a response changes with a chunk of Chat Completions.

Each choice has a message, reasoning and calls, which are items of the response in that order. A
`finish_reason` completes the items of its choice; the response is complete once all that have
begun are, or with `[DONE]`.
"""

from __future__ import annotations

from typing import Final

from ppchat.core.dialects.chat_completions.chunk import ITEMS_OF_CHOICE, Growth, growths
from ppchat.core.response.response import (
    JsonObject,
    OutputItem,
    Response,
    ServerError,
    Usage,
)
from ppchat.core.response.updates import position_of, with_appended, with_item
from ppchat.core.stream.event import COMMENT, DONE, Event
from ppchat.core.text.json_fields import count, mapping, mappings, string

REASONS: Final = {"length": "length", "content_filter": "content_filter", "max_tokens": "length"}
"""The finish reasons of an answer that is incomplete, and what `Response.reason` says of each."""


def reduce(response: Response, event: Event) -> Response:
    """The state after one more event. Never raises: what it does not know it counts."""
    if event.data and event.type != COMMENT:
        response = _with_chunk(response, event.data)
    elif event.type == DONE and not response.ended:
        response = response._replace(status="completed", items=_completed(response, None))
    return response._replace(seen=response.seen + 1)


def _with_chunk(response: Response, data: JsonObject) -> Response:
    if "choices" in data or string(data, "object").startswith("chat.completion"):
        response = response._replace(
            status=response.status or "in_progress",
            response_id=response.response_id or string(data, "id"),
            model=response.model or string(data, "model"),
        )
    for growth in growths(data):
        response = _grow(response, growth)
    for choice in mappings(data, "choices"):
        if reason := string(choice, "finish_reason"):
            response = _finish(response, count(choice, "index") or 0, reason)
    if usage := mapping(data, "usage"):
        response = response._replace(usage=_usage(usage))
    if error := server_error(data):
        response = response._replace(error=error, status="failed")
    return response


def _grow(response: Response, growth: Growth) -> Response:
    index = growth.output_index
    if index < 0:
        return response
    position = position_of(response, index)
    if position >= 0:
        item = response.items[position]
    else:
        item = OutputItem(index, _ITEM_TYPE.get(growth.kind, "message"))
        if response.status == "completed":  # another choice begins after one has finished
            response = response._replace(status="in_progress")
    if growth.call >= 0:
        item = _with_call(item, growth.fragment)
    if growth.text:
        item = with_appended(item, growth.kind, 0, growth.text)
    return with_item(response, position, item)


_ITEM_TYPE: Final = {"reasoning": "reasoning", "arguments": "function_call"}


def _with_call(item: OutputItem, fragment: JsonObject) -> OutputItem:
    """The call with the id and the name of a fragment, which may repeat them or come late."""
    call_id, name = string(fragment, "id"), string(mapping(fragment, "function"), "name")
    data = dict(item.data or {"type": "function_call", "call_id": "", "name": ""})
    if (not call_id or data["call_id"]) and (not name or name == data["name"]) and item.data:
        return item
    data["call_id"] = data["call_id"] or call_id
    data["name"] = data["name"] or name
    return item._replace(id=data["call_id"], data=data)


def _finish(response: Response, choice: int, reason: str) -> Response:
    items = _completed(response, choice)
    status = "in_progress" if any(item.open for item in items) else "completed"
    if reason in REASONS or response.reason:
        response = response._replace(reason=REASONS.get(reason, response.reason))
    if response.reason and status == "completed":
        status = "incomplete"
    return response._replace(items=items, status=response.status if response.error else status)


def _completed(response: Response, choice: int | None) -> tuple[OutputItem, ...]:
    """The items with those of a choice completed; those of all choices if it is None."""
    return tuple(
        item._replace(
            status="completed", parts=tuple(part._replace(done=True) for part in item.parts)
        )
        if item.open and choice in (None, item.output_index // ITEMS_OF_CHOICE)
        else item
        for item in response.items
    )


def _usage(usage: JsonObject) -> Usage:
    return Usage(
        input=count(usage, "prompt_tokens"),
        cached=count(mapping(usage, "prompt_tokens_details"), "cached_tokens"),
        output=count(usage, "completion_tokens"),
        reasoning=count(mapping(usage, "completion_tokens_details"), "reasoning_tokens"),
        total=count(usage, "total_tokens"),
    )


def server_error(data: JsonObject) -> ServerError | None:
    """The error that a chunk reports; None if it reports none."""
    error = data.get("error")
    if isinstance(error, str) and error:
        return ServerError(error, "")
    fields = mapping(data, "error")
    code = fields.get("code")
    code = str(code) if isinstance(code, str | int) else string(fields, "type")
    message = string(fields, "message")
    return ServerError(message, code) if message or code else None
