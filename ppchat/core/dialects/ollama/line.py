"""What a line of Ollama adds, and to which item of the answer.

A line of `/api/chat` has a message with pieces of text, and whole calls; one of `/api/generate` has
the same fields itself, and its text under another name. The answer has reasoning, a message and
any number of calls, in this order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import count, mapping, mappings, string

_REASONING, _MESSAGE, FIRST_CALL = range(3)
_MAX_CALLS: Final = 1 << 20


class LineGrowth(NamedTuple):
    """A piece of text that a line adds to a part, or the arguments of a call."""

    kind: str
    """The kind of the part."""
    output_index: int
    text: str
    call: JsonObject
    """The function that is called; empty for a text."""


def is_line(data: JsonObject) -> bool:
    """Whether the data are a line of an answer, whatever it adds."""
    if "type" in data:
        return False
    has_answer = isinstance(data.get("message"), dict) or isinstance(data.get("response"), str)
    return has_answer or isinstance(data.get("done"), bool)


def is_chat_line(data: JsonObject) -> bool:
    """Whether a line is one of `/api/chat`."""
    return isinstance(data.get("message"), dict)


def message_of(data: JsonObject) -> JsonObject:
    """The object that holds the texts and the calls of a line."""
    return mapping(data, "message") or data


def text_key(data: JsonObject) -> str:
    """The field of `message_of` that holds the answer's text."""
    return "content" if is_chat_line(data) else "response"


def growths(data: JsonObject) -> Iterator[LineGrowth]:
    """What a line with this data adds, reasoning first."""
    message = message_of(data)
    if thinking := string(message, "thinking"):
        yield LineGrowth("reasoning", _REASONING, thinking, {})
    if text := string(message, text_key(data)):
        yield LineGrowth("text", _MESSAGE, text, {})
    for position, call in enumerate(mappings(message, "tool_calls")):
        function = mapping(call, "function")
        index = count(function, "index")
        number = min(position if index is None else index, _MAX_CALLS)
        yield LineGrowth("arguments", FIRST_CALL + number, _arguments(function), call)


def _arguments(function: JsonObject) -> str:
    """The arguments, which are an object, as JSON; some servers write a string."""
    value = function.get("arguments")
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def image_count(data: JsonObject) -> int:
    """The number of images that a line holds; they are not shown."""
    images = message_of(data).get("images")
    single = bool(string(data, "image"))
    return single + (len(images) if isinstance(images, list) else 0)


def with_text(data: JsonObject, kind: str, text: str) -> dict[str, Any]:
    """The data of a line with another piece of text."""
    field = "thinking" if kind == "reasoning" else text_key(data)
    if is_chat_line(data):
        return {**data, "message": {**data["message"], field: text}}
    return {**data, field: text}


def item_number(output_index: int) -> str:
    """The number of an item for people: of a call."""
    return str(output_index - FIRST_CALL) if output_index >= FIRST_CALL else ""
