"""A response as the completion that the server would return without streaming."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ppchat.core.dialects.chat_completions.chunk import ITEMS_OF_CHOICE, indexed_choices
from ppchat.core.dialects.chat_completions.server_reports import usage_data
from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.response.response import OutputItem
from ppchat.core.text.json_fields import count, string

_Message = dict[str, Any]


def completion_json(recording: RecordingView) -> dict[str, Any]:
    """The `chat.completion` after all events."""
    response = recording.response
    messages: dict[int, _Message] = {}
    first: dict[str, Any] = {}
    usage: dict[str, Any] | None = None
    reasons: dict[int, str] = {}
    for n in range(len(recording)):
        data = recording.event(n).data
        first = first or dict(data)
        usage = dict(usage_data(data)) or usage
        for index, choice in indexed_choices(data):
            if reason := string(choice, "finish_reason"):
                reasons[index] = reason
                messages.setdefault(index, {"role": "assistant", "content": None})
    for item in response.items:
        index = item.output_index // ITEMS_OF_CHOICE
        message = messages.setdefault(index, {"role": "assistant", "content": None})
        _WRITERS.get(item.type, _write_message)(message, item)
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


def _write_message(message: _Message, item: OutputItem) -> None:
    message["content"] = item.text("text") or None
    message["refusal"] = item.text("refusal") or None
    if notes := [dict(note) for part in item.parts for note in part.annotations]:
        message["annotations"] = notes
    transcript, speech = item.text("transcript"), item.text("audio")
    if transcript or speech:
        message["audio"] = {"id": "", "data": speech, "expires_at": 0, "transcript": transcript}


def _write_reasoning(message: _Message, item: OutputItem) -> None:
    message["reasoning_content"] = item.text("reasoning") or item.text("summary")


def _write_call(message: _Message, item: OutputItem) -> None:
    kind, field = ("custom", "input") if item.type == "custom_tool_call" else _FUNCTION
    described = {"name": string(item.data or {}, "name"), field: item.text(field)}
    call = {"id": item.id, "type": kind, kind: described}
    message.setdefault("tool_calls", []).append(call)


def _write_image(message: _Message, item: OutputItem) -> None:
    image = {**(item.data or {}), "type": "image_url"}
    message.setdefault("images", []).append(image)


_FUNCTION: Final = ("function", "arguments")
_WRITERS: Final[Mapping[str, Callable[[_Message, OutputItem], None]]] = {
    "reasoning": _write_reasoning,
    "function_call": _write_call,
    "custom_tool_call": _write_call,
    "image": _write_image,
}
