"""Writes any answer as the chunks of Chat Completions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ppchat.core.dialects.replay.traits import AnswerItem, event_frame
from ppchat.core.response.response import Response, Usage

_FIELDS: Final = {
    "text": "content",
    "refusal": "refusal",
    "reasoning": "reasoning_content",
    "summary": "reasoning_content",
}
"""The field of a delta with the text of a part of a kind."""
_BREAK: Final = "\n\n"
"""What stands between two parts that become one text."""


class ChunkWriter:
    """Writes an answer as one choice."""

    def __init__(self, model: str) -> None:
        identity = {"id": f"chatcmpl-{0:048x}", "object": "chat.completion.chunk", "created": 0}
        self._head = {**identity, "model": model}
        self._calls: dict[int, int] = {}
        """The index of each call, by the number of its item."""
        self._last_parts: dict[str, tuple[int, str, int]] = {}
        """The part that grew last, by the field of its text."""

    def begin(self) -> Iterator[bytes]:
        """The role."""
        yield self._chunk({"role": "assistant", "content": ""})

    def begin_item(self, item: AnswerItem) -> Iterator[bytes]:
        """The id and the name of a call."""
        if item.is_call:
            index = self._calls.setdefault(item.number, len(self._calls))
            kind, text_field = _call_fields(item)
            described = {"name": item.name, text_field: ""}
            yield self._call(index, {"id": item.call_id, "type": kind, kind: described})

    def grow(self, item: AnswerItem, kind: str, part: int, text: str) -> Iterator[bytes]:
        """A piece of text, after a blank line if it begins another part."""
        if item.is_call:
            call_kind, text_field = _call_fields(item)
            yield self._call(self._calls[item.number], {call_kind: {text_field: text}})
            return
        key, name = (item.number, kind, part), _FIELDS[kind]
        if self._last_parts.setdefault(name, key) != key:
            self._last_parts[name] = key
            text = _BREAK + text
        yield self._chunk({name: text})

    def end(self, response: Response) -> Iterator[bytes]:
        """The finish, the usage and the sentinel; of a failed answer the error."""
        if response.status == "failed":
            message, code = response.error or ("", "")
            error = {"message": message, "type": code or "server_error", "param": None}
            yield event_frame({"error": {**error, "code": code or None}})
            return
        if response.status not in ("completed", "incomplete"):
            return
        reason = response.reason or ("tool_calls" if self._calls else "stop")
        yield self._chunk({}, finish=reason)
        if response.usage:
            yield event_frame({**self._head, "choices": [], "usage": _usage(response.usage)})
        yield b"data: [DONE]\n\n"

    def _call(self, index: int, fields: Mapping[str, Any]) -> bytes:
        return self._chunk({"tool_calls": [{"index": index, **fields}]})

    def _chunk(self, delta: Mapping[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return event_frame({**self._head, "choices": [choice]})


def _call_fields(item: AnswerItem) -> tuple[str, str]:
    """The kind of a call, and the field with its text."""
    return ("custom", "input") if item.type == "custom_tool_call" else ("function", "arguments")


def _usage(usage: Usage) -> dict[str, Any]:
    sent, received = usage.input or 0, usage.output or 0
    return {
        "prompt_tokens": sent,
        "completion_tokens": received,
        "total_tokens": sent + received,
        "prompt_tokens_details": {"cached_tokens": usage.cached or 0},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning or 0},
    }
