"""How a response changes with a chunk of Chat Completions.

Each choice has reasoning, a message, calls and images, which are items of the response in that
order. The reasoning and the message are complete once a later item of their choice begins, and a
`finish_reason` completes all of them; the response has ended once all that have begun are
complete, or with `[DONE]`. An error ends it at once, and nothing revokes that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from operator import attrgetter
from typing import Final

from ppchat.core.dialects.chat_completions.annotations import with_annotations
from ppchat.core.dialects.chat_completions.chunk import (
    FIRST_IMAGE,
    ITEMS_OF_CHOICE,
    MESSAGE,
    REASONING_CONTENT,
    Growth,
    call_kind,
    growths,
    indexed_choices,
    item_index,
)
from ppchat.core.dialects.chat_completions.finish_reasons import finish_reason
from ppchat.core.dialects.chat_completions.server_reports import (
    read_usage,
    server_error,
    usage_data,
)
from ppchat.core.dialects.chat_completions.think_tags import with_content
from ppchat.core.response.response import JsonObject, OutputItem, Response
from ppchat.core.response.updates import position_of, with_appended, with_item
from ppchat.core.stream.event import COMMENT, DONE, Event
from ppchat.core.text.json_fields import string

_REVOCABLE: Final = frozenset({"completed", "incomplete"})
"""The statuses that another choice revokes, which begins after all before it have ended."""
_BY_INDEX: Final = attrgetter("output_index")
_ITEM_TYPES: Final = {
    "reasoning": "reasoning",
    "summary": "reasoning",
    "arguments": "function_call",
    "input": "custom_tool_call",
    "image": "image",
}
"""The type of the item that holds parts of a kind, where it is not a message."""


_Grow = Callable[[Response, Growth], Response]


def build_reducer(*, think_tags: bool = False) -> Callable[[Response, Event], Response]:
    """The reducer; it never raises, and what it does not know it counts.

    With `think_tags` text between tags at the beginning of the content is reasoning.
    """
    grow = _grow_tagged if think_tags else _grow

    def reduce(response: Response, event: Event) -> Response:
        if event.data and event.type != COMMENT:
            response = _with_chunk(response, event.data, event.type, grow)
        elif event.type == DONE and not response.ended:
            response = response._replace(
                status="incomplete" if response.reason else "completed",
                items=_completed(response.items, 0, len(response.items)),
            )
        return response._replace(seen=response.seen + 1)

    return reduce


def _with_chunk(response: Response, data: JsonObject, event_type: str, grow: _Grow) -> Response:
    if "choices" in data or string(data, "object").startswith("chat.completion"):
        response = response._replace(status=response.status or "in_progress")
        if not response.items:
            response = _with_identity(response, data)
    for growth in growths(data):
        grown = grow(response, growth)
        if len(grown.items) > len(response.items) and response.status in _REVOCABLE:
            grown = grown._replace(status="in_progress")  # another choice begins after one ended
        response = grown
    if event_type in _ONLY_TEXT:
        return response
    response = with_annotations(response, data)
    for choice, choice_data in indexed_choices(data):
        if word := string(choice_data, "finish_reason"):
            response = _finish(_with_identity(response, data), choice, word)
    if usage := usage_data(data):
        response = _with_identity(response, data)._replace(usage=read_usage(usage))
    if error := server_error(data):
        response = response._replace(error=error, status="failed")
    return response


_ONLY_TEXT: Final = frozenset({"chunk.content", "chunk.reasoning", "chunk.refusal"})
"""The types of chunks that add text and do nothing else."""


def _with_identity(response: Response, data: JsonObject) -> Response:
    return response._replace(
        response_id=response.response_id or string(data, "id"),
        model=response.model or string(data, "model"),
    )


def _grow(response: Response, growth: Growth) -> Response:
    index = growth.output_index
    if index < 0:
        return response
    if growth.call >= 0:
        position, index = _call_position(response, growth, index)
    else:
        position = position_of(response, index)
    old = response.items[position] if position >= 0 else None
    item = old or OutputItem(index, _ITEM_TYPES.get(growth.kind, "message"), data=_named(growth))
    if growth.call >= 0:
        item = _with_call(item, growth)
    elif growth.kind == "reasoning" and not growth.text:
        item = _with_detail(item, growth.fragment)
    if growth.text:
        item = with_appended(item, growth.kind, 0, growth.text)
    if item is old:
        return response
    response = with_item(response, position, item)
    return response if old else _with_earlier_completed(response, index)


def _named(growth: Growth) -> JsonObject | None:
    """What is known of a new item: the field in which a server streams its reasoning.

    A server that names it so takes it back so; see `request.py`.
    """
    is_named = growth.kind == "reasoning" and string(growth.fragment, REASONING_CONTENT) != ""
    return {"type": "reasoning", "field": REASONING_CONTENT} if is_named else None


def _with_earlier_completed(response: Response, index: int) -> Response:
    """The response with the reasoning and the text that come before a new item completed."""
    first = index - index % ITEMS_OF_CHOICE
    start = bisect_left(response.items, first, key=_BY_INDEX)
    end = bisect_left(response.items, min(index, first + MESSAGE + 1), key=_BY_INDEX)
    return response._replace(items=_completed(response.items, start, end))


def _grow_tagged(response: Response, growth: Growth) -> Response:
    if growth.kind != "text" or growth.output_index < 0:
        return _grow(response, growth)
    return with_content(response, growth.choice, growth.text)


# Calls and images.


def _call_position(response: Response, growth: Growth, index: int) -> tuple[int, int]:
    """The position of the item that a fragment belongs to, and the index of that item.

    Some servers give all calls of an answer the same index: a fragment with another id and a name
    begins another call, after the last one; one without continues the call that began last.
    """
    position = position_of(response, index)
    if position < 0:
        return -1, index
    last = _end_of_calls(response, growth) - 1
    data = response.items[last].data or {}
    if data.get("index") == growth.call:
        position = last
    item = response.items[position]
    if not _begins_another(item, growth):
        return position, item.output_index
    following = response.items[last].output_index + 1
    is_free = item_index(growth.choice, growth.kind, _slot_of(following, growth.kind)) == following
    return (-1, following) if is_free else (position, item.output_index)


def _slot_of(output_index: int, kind: str) -> int:
    first = FIRST_IMAGE if kind == "image" else item_index(0, kind, 0)
    return output_index % ITEMS_OF_CHOICE - first


def _end_of_calls(response: Response, growth: Growth) -> int:
    """The position after the last call, or image, of a choice."""
    end = ITEMS_OF_CHOICE if growth.kind == "image" else FIRST_IMAGE
    limit = growth.choice * ITEMS_OF_CHOICE + end
    items = response.items
    if items[-1].output_index < limit:
        return len(items)
    return bisect_left(items, limit, key=_BY_INDEX)


def _begins_another(item: OutputItem, growth: Growth) -> bool:
    """Whether a fragment is of another call, or another image, than the item at its index."""
    if growth.kind == "image":
        return item.data is not None and item.data != _image_data(growth.fragment)
    call_id = string(growth.fragment, "id")
    named = string(call_kind(growth.fragment)[1], "name")
    return bool(call_id and item.id and call_id != item.id and named)


def _with_call(item: OutputItem, growth: Growth) -> OutputItem:
    """The call with the id and the name of a fragment, which may repeat them or come late."""
    if growth.kind == "image":
        return item._replace(data=item.data or _image_data(growth.fragment))
    call_id = string(growth.fragment, "id")
    name = string(call_kind(growth.fragment)[1], "name")
    data = item.data or {"type": item.type, "call_id": "", "name": ""}
    if item.data and (not call_id or data["call_id"]) and (not name or data["name"]):
        return item
    named = {**data, "call_id": data["call_id"] or call_id, "name": data["name"] or name}
    if item.output_index != growth.output_index:
        named["index"] = growth.call
    return item._replace(id=named["call_id"], data=named)


def _image_data(image: JsonObject) -> JsonObject:
    return {**image, "type": "image"}


def _with_detail(item: OutputItem, detail: JsonObject) -> OutputItem:
    """Reasoning with what only its author can read, or with a signature."""
    data = dict(item.data or {"type": "reasoning"})
    for field, name in (("data", "encrypted_content"), ("signature", "signature")):
        if value := string(detail, field):
            data[name] = value
    return item._replace(data=data)


# The end.


def _finish(response: Response, choice: int, word: str) -> Response:
    known = finish_reason(word)
    items = response.items
    start = bisect_left(items, choice * ITEMS_OF_CHOICE, key=_BY_INDEX)
    end = bisect_left(items, (choice + 1) * ITEMS_OF_CHOICE, start, key=_BY_INDEX)
    if not response.ended:
        items = _completed(items, start, end)
    reason = known.reason or response.reason
    if response.status in ("failed", "cancelled"):
        status = response.status
    elif known.status in ("failed", "cancelled"):
        status = known.status
    elif any(item.open for item in items):
        status = "in_progress"
    else:
        status = "incomplete" if reason else "completed"
    return response._replace(items=items, status=status, reason=reason)


def _completed(items: tuple[OutputItem, ...], start: int, end: int) -> tuple[OutputItem, ...]:
    """The items with those at these positions completed."""
    completed = (
        item._replace(
            status="completed", parts=tuple(part._replace(done=True) for part in item.parts)
        )
        if item.open
        else item
        for item in items[start:end]
    )
    return (*items[:start], *completed, *items[end:])
