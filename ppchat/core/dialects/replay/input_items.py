"""What a request says the conversation was so far, alike in every protocol."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import Any, Final, NamedTuple

from ppchat.core.dialects.request_text import content_text
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mapping, mappings, string


class InputKind(Enum):
    """What an item of the input is."""

    INSTRUCTIONS = auto()
    PROMPT = auto()
    ANSWER = auto()
    """A text of the model."""
    CALL = auto()
    OUTPUT = auto()
    """What a client gave back for a call."""
    REFERENCE = auto()
    """The id of an item that the server knows."""


class InputItem(NamedTuple):
    """One item of a conversation as a request holds it; all texts are foreign and raw."""

    kind: InputKind
    text: str = ""
    """The text of a message, the arguments of a call, what it gave."""
    call_id: str = ""
    name: str = ""
    """The name of the function that is called."""
    item_id: str = ""
    attachments: str = ""
    """The parts of a message that are no text, as JSON."""


_ROLES: Final = {
    "assistant": InputKind.ANSWER,
    "developer": InputKind.INSTRUCTIONS,
    "system": InputKind.INSTRUCTIONS,
    "user": InputKind.PROMPT,
}


def message_item(message: JsonObject, content: object, item_id: str = "") -> InputItem:
    """A message of any role with this content."""
    kind = _ROLES.get(string(message, "role"), InputKind.INSTRUCTIONS)
    parts = content if isinstance(content, list) else []
    others = [part for part in parts if not isinstance(part, dict) or "text" not in part]
    attachments = json_text(others) if others and kind is InputKind.PROMPT else ""
    return InputItem(kind, content_text(content), item_id=item_id, attachments=attachments)


_encode: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def json_text(value: object) -> str:
    """A value as JSON, the same for equal values."""
    return _encode(value)


def message_items(messages: object) -> Iterator[InputItem]:
    """The items of a list of messages with roles, their calls and outputs in either way.

    A call is an entry of `tool_calls` or a block `tool_use`; its output is a message of the role
    `tool` or a block `tool_result`.
    """
    for message in messages if isinstance(messages, list) else ():
        if not isinstance(message, dict):
            continue
        content = message.get("content")
        if message.get("role") in ("tool", "function"):
            call_id = string(message, "tool_call_id")
            yield InputItem(InputKind.OUTPUT, content_text(content), call_id, _tool_name(message))
            continue
        blocks = content if isinstance(content, list) else []
        yield from _outputs(blocks)
        rest = [block for block in blocks if not _is_tool_block(block)]
        if rest or not blocks:
            yield message_item(message, rest or content)
        yield from _calls(blocks)
        yield from map(_tool_call, mappings(message, "tool_calls"))


def _is_tool_block(block: object) -> bool:
    return isinstance(block, dict) and block.get("type") in (
        "tool_use",
        "tool_result",
        "thinking",
        "redacted_thinking",
    )


def _outputs(blocks: Iterable[Any]) -> Iterator[InputItem]:
    for block in blocks:
        if isinstance(block, dict) and block.get("type") == "tool_result":
            text = content_text(block.get("content"))
            yield InputItem(InputKind.OUTPUT, text, string(block, "tool_use_id"))


def _calls(blocks: Iterable[Any]) -> Iterator[InputItem]:
    for block in blocks:
        if isinstance(block, dict) and block.get("type") == "tool_use":
            arguments = json_text(block.get("input"))
            yield InputItem(InputKind.CALL, arguments, string(block, "id"), string(block, "name"))


def _tool_call(call: JsonObject) -> InputItem:
    function = mapping(call, "function") or mapping(call, "custom")
    arguments = function.get("arguments", function.get("input"))
    text = arguments if isinstance(arguments, str) else json_text(arguments)
    return InputItem(InputKind.CALL, text, string(call, "id"), string(function, "name"))


def _tool_name(message: JsonObject) -> str:
    return string(message, "tool_name") or string(message, "name")
