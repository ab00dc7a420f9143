"""What of a stream of Ollama belongs to one answer alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ppchat.core.dialects.ollama.line import message_of
from ppchat.core.dialects.replay.input_items import InputItem, InputKind, message_items
from ppchat.core.dialects.replay.traits import ReplayTraits
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mappings, string


def _ids(data: JsonObject) -> Iterator[str]:
    return (string(call, "id") for call in mappings(message_of(data), "tool_calls"))


def _error_body(_status: int, message: str, _code: str | None) -> dict[str, Any]:
    return {"error": message}


def _input_items(body: JsonObject) -> Iterator[InputItem]:
    if prompt := string(body, "prompt"):
        yield InputItem(InputKind.PROMPT, prompt)
    yield from message_items(body.get("messages"))


REPLAY: Final = ReplayTraits(
    ids=_ids,
    id_markers=(b'"tool_calls"',),
    input_items=_input_items,
    error_body=_error_body,
    has_lines=True,
)
"""How a recording of Ollama answers another request."""
