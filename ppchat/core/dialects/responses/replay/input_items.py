"""What a request of Responses says the conversation was so far, and what a response adds to it."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.replay.input_items import InputItem, InputKind, json_text, message_item
from ppchat.core.dialects.request_text import content_text
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mappings, string


def input_items(body: JsonObject) -> Iterator[InputItem]:
    """The items of a request, its instructions first."""
    if instructions := string(body, "instructions"):
        yield InputItem(InputKind.INSTRUCTIONS, instructions)
    if prompt := string(body, "input"):
        yield InputItem(InputKind.PROMPT, prompt)
    for item in mappings(body, "input"):
        yield from _items(item)


def answer_items(response: JsonObject) -> Iterator[InputItem]:
    """The items that a response adds to the conversation."""
    for item in mappings(response, "output"):
        yield from _items(item)


def _items(item: JsonObject) -> Iterator[InputItem]:
    """An item; nothing for one that clients leave out or change: reasoning, tools of the server."""
    item_type, item_id, call_id = (string(item, key) for key in ("type", "id", "call_id"))
    match item_type:
        case "" | "message":
            yield message_item(item, item.get("content"), item_id)
        case "item_reference":
            yield InputItem(InputKind.REFERENCE, item_id=item_id)
        case "function_call" | "custom_tool_call":
            text = string(item, "arguments") or string(item, "input")
            yield InputItem(InputKind.CALL, text, call_id, string(item, "name"), item_id)
        case "mcp_approval_request":
            text = string(item, "arguments")
            yield InputItem(InputKind.CALL, text, item_id, string(item, "name"), item_id)
        case "mcp_approval_response":
            text = "approved" if item.get("approve") is True else "denied"
            yield InputItem(InputKind.OUTPUT, text, string(item, "approval_request_id"))
        case _ if item_type.endswith("_call_output"):
            output = item.get("output")
            text = content_text(output) or json_text(output)
            yield InputItem(InputKind.OUTPUT, text, call_id, item_id=item_id)
        case _ if item_type.endswith("_call") and call_id:
            text = json_text(item.get("action") or item.get("operation"))
            yield InputItem(InputKind.CALL, text, call_id, item_type, item_id)
