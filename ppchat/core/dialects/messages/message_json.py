"""A response as the Message that the server would return without streaming."""

from __future__ import annotations

from typing import Any

from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.response.response import JsonObject, OutputItem
from ppchat.core.text.json_fields import mapping
from ppchat.core.text.json_text import parse_json


def message_json(recording: RecordingView) -> dict[str, Any]:
    """The `message` after all events."""
    message: dict[str, Any] = {
        "id": recording.response.response_id,
        "type": "message",
        "role": "assistant",
        "model": recording.request.model,
        "stop_reason": None,
        "stop_sequence": None,
    }
    usage: dict[str, Any] = {}
    for n in range(len(recording)):
        raw = recording.raw(n)
        if b"message_start" in raw or b"message_delta" in raw:
            data = recording.event(n).data
            start = mapping(data, "message")
            message |= start or mapping(data, "delta")
            counts = mapping(start or data, "usage").items()
            usage |= {key: value for key, value in counts if value is not None or key not in usage}
    message["model"] = recording.response.model or message["model"]
    content = [_block(item) for item in recording.response.items]
    return {**message, "content": content, "usage": usage}


def _block(item: OutputItem) -> dict[str, Any]:
    """The complete content block that an item is."""
    block: dict[str, Any] = dict(item.data or {"type": _BLOCK_OF_ITEM.get(item.type, item.type)})
    if item.type == "message":
        block["text"] = "".join(str(part.text) for part in item.parts if part.kind == "text")
        citations = [dict(note) for part in item.parts for note in part.annotations]
        block["citations"] = citations or block.get("citations")
    elif item.type == "reasoning":
        block["thinking"] = item.text("reasoning")
    elif item.type == "compaction":
        block["content"] = item.text("summary") or None
    elif text := item.text("input"):
        block["input"] = parsed_input(text)
    return block


_BLOCK_OF_ITEM = {"message": "text", "reasoning": "thinking"}


def parsed_input(text: str) -> JsonObject:
    """The input of a tool; empty where its JSON is damaged or not complete."""
    try:
        value = parse_json(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
