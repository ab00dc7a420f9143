"""A response as the object that the server would return without streaming."""

from __future__ import annotations

from typing import Any

from ppchat.core.dialects.dialect import RecordingView
from ppchat.core.dialects.ollama.line import growths, is_chat_line, is_line
from ppchat.core.response.response import JsonObject


def answer_json(recording: RecordingView) -> dict[str, Any]:
    """The answer after all events; that of `/api/generate` where the lines are of that."""
    response = recording.response
    last: JsonObject = {}
    calls: list[JsonObject] = []
    is_chat = True
    for n in range(len(recording)):
        data = recording.event(n).data
        if is_line(data):
            last, is_chat = data, is_chat_line(data) or "response" not in data
            calls += [growth.call for growth in growths(data) if growth.kind == "arguments"]
    texts = {
        item.type: item.text("reasoning") or item.text("text")
        for item in response.items
        if item.type != "function_call"
    }
    answer: dict[str, Any] = {"content" if is_chat else "response": texts.get("message", "")}
    if "reasoning" in texts:
        answer["thinking"] = texts["reasoning"]
    if calls:
        answer["tool_calls"] = calls
    whole = {**last, "model": response.model or recording.request.model}
    if is_chat:
        return {**whole, "message": {"role": "assistant", **answer}, "done": response.ended}
    return {**whole, **answer, "done": response.ended}
