"""A response as the completion that the server would return without streaming."""

from __future__ import annotations

from typing import Any

from ppchat.core.dialects.chat_completions.chunk import ITEMS_OF_CHOICE
from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.text.json_fields import count, mapping, mappings, string


def completion_json(recording: RecordingView) -> dict[str, Any]:
    """The `chat.completion` after all events."""
    response = recording.response
    messages: dict[int, dict[str, Any]] = {}
    for item in response.items:
        choice = item.output_index // ITEMS_OF_CHOICE
        message = messages.setdefault(choice, {"role": "assistant", "content": None})
        if item.type == "reasoning":
            message["reasoning_content"] = item.text("reasoning")
        elif item.type == "function_call":
            call = item.data or {}
            function = {"name": string(call, "name"), "arguments": item.text("arguments")}
            message.setdefault("tool_calls", []).append(
                {"id": item.id, "type": "function", "function": function}
            )
        else:
            message["content"] = item.text("text") or None
            message["refusal"] = item.text("refusal") or None
    first: dict[str, Any] = {}
    usage: dict[str, Any] | None = None
    reasons: dict[int, str] = {}
    for n in range(len(recording)):
        data = recording.event(n).data
        first = first or dict(data)
        usage = dict(mapping(data, "usage")) or usage
        for choice_data in mappings(data, "choices"):
            if reason := string(choice_data, "finish_reason"):
                reasons[count(choice_data, "index") or 0] = reason
    return {
        "id": response.response_id,
        "object": "chat.completion",
        "created": count(first, "created") or 0,
        "model": response.model or recording.request.model,
        "choices": [
            {"index": n, "message": message, "finish_reason": reasons.get(n), "logprobs": None}
            for n, message in sorted(messages.items())
        ],
        "usage": usage,
    }
