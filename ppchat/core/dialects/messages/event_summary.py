"""The content of an event of Messages, in one line."""

from __future__ import annotations

from ppchat.core.dialects.messages.block_types import ITEM_TYPES, item_type_of
from ppchat.core.dialects.messages.citation import describe_source
from ppchat.core.dialects.messages.event_types import DELTA, START
from ppchat.core.dialects.messages.reducer import server_error
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import mapping, string


def summarize(event: Event) -> str:
    """What an event without a delta carries besides text, in one line; foreign, raw."""
    data, kind = event.data, event.type
    if kind == "message_start":
        return string(mapping(data, "message"), "model")
    if kind.startswith(START):
        return _summarize_block(mapping(data, "content_block"))
    if kind.startswith(DELTA):
        return _summarize_delta(mapping(data, "delta"))
    if kind == "message_delta":
        return _summarize_stop(data)
    if kind == "error":
        error = server_error(data)
        return _joined(error.code, error.message)
    return ""


def _summarize_block(block: JsonObject) -> str:
    block_type = string(block, "type")
    known = ITEM_TYPES.get(item_type_of(block_type))
    if known is None:
        return _joined(block_type, block.get("name"), block.get("id"))
    return _joined(known.describe(block), block.get("id"), block.get("tool_use_id"))


def _summarize_delta(delta: JsonObject) -> str:
    match string(delta, "type"):
        case "signature_delta":
            return pluralize(len(string(delta, "signature")), "character")
        case "citations_delta":
            return describe_source(mapping(delta, "citation"))
        case "text_delta" | "thinking_delta" | "input_json_delta":
            return ""
        case unknown:
            return unknown


def _summarize_stop(data: JsonObject) -> str:
    delta = mapping(data, "delta")
    details = mapping(delta, "stop_details")
    tokens = mapping(data, "usage").get("output_tokens")
    return _joined(
        delta.get("stop_reason"),
        delta.get("stop_sequence"),
        details.get("explanation"),
        f"{tokens:,} tokens" if type(tokens) is int else "",
    )


def _joined(*values: object) -> str:
    return " · ".join(value for value in values if isinstance(value, str) and value)
