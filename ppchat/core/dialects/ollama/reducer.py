"""How a response changes with a line of Ollama.

A call comes whole. A line that is done, or an error, ends the response; what follows is added to
it, but does not revoke that.
"""

from __future__ import annotations

from typing import Final

from ppchat.core.dialects.ollama.done_reasons import status_and_reason
from ppchat.core.dialects.ollama.durations import DURATIONS
from ppchat.core.dialects.ollama.event_types import reports_error
from ppchat.core.dialects.ollama.line import FIRST_CALL, LineGrowth, growths, is_line
from ppchat.core.response.response import (
    ContentPart,
    JsonObject,
    OutputItem,
    Response,
    ServerError,
    Usage,
)
from ppchat.core.response.updates import position_of, with_appended, with_item
from ppchat.core.stream.error_body import parse_error_object
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import count, mapping, string
from ppchat.core.text.rope import Rope

_ITEM_TYPES: Final = {"reasoning": "reasoning", "text": "message"}


def reduce(response: Response, event: Event) -> Response:
    """The state after one more event. Never raises: what it does not know it counts."""
    data = event.data
    if reports_error(data):
        response = response._replace(error=ServerError(*parse_error_object(data)), status="failed")
    elif data and is_line(data):
        response = _with_line(response, data)
    return response._replace(seen=response.seen + 1)


def _with_line(response: Response, data: JsonObject) -> Response:
    response = response._replace(
        status=response.status or "in_progress", model=response.model or string(data, "model")
    )
    for growth in growths(data):
        response = _grow(response, growth)
    return _end(response, data) if data.get("done") is True else response


def _grow(response: Response, growth: LineGrowth) -> Response:
    if growth.kind == "arguments":
        return _with_call(response, growth)
    position = position_of(response, growth.output_index)
    item = (
        response.items[position]
        if position >= 0
        else OutputItem(growth.output_index, _ITEM_TYPES[growth.kind])
    )
    return with_item(response, position, with_appended(item, growth.kind, 0, growth.text))


def _with_call(response: Response, growth: LineGrowth) -> Response:
    """The response with one more call; an index that another call has is moved to the end."""
    index = growth.output_index
    if position_of(response, index) >= 0:
        index = max(FIRST_CALL, response.items[-1].output_index + 1)
    call_id, name = string(growth.call, "id"), string(mapping(growth.call, "function"), "name")
    data = {"type": "function_call", "call_id": call_id, "name": name}
    parts = (ContentPart("arguments", 0, Rope(growth.text), done=True),) if growth.text else ()
    item = OutputItem(index, "function_call", call_id, "completed", data, parts)
    return with_item(response, -1, item)


def _end(response: Response, data: JsonObject) -> Response:
    items = tuple(
        item._replace(
            status="completed", parts=tuple(part._replace(done=True) for part in item.parts)
        )
        if item.open
        else item
        for item in response.items
    )
    status, reason = status_and_reason(string(data, "done_reason"))
    if response.ended:
        status, reason = response.status, response.reason
    return response._replace(
        items=items,
        status=status,
        reason=reason,
        usage=_usage(data) or response.usage,
        counts={name: ns for name in DURATIONS if (ns := count(data, name)) is not None},
    )


def _usage(data: JsonObject) -> Usage | None:
    sent, received = count(data, "prompt_eval_count"), count(data, "eval_count")
    if sent is None and received is None:
        return None
    return Usage(sent, None, received, None, None)
