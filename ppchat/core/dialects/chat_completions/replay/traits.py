"""What of a stream of Chat Completions belongs to one answer alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.dialects.chat_completions.chunk import delta_of, indexed_choices
from ppchat.core.dialects.chat_completions.replay.answer_writer import ChunkWriter
from ppchat.core.dialects.replay.input_items import message_items
from ppchat.core.dialects.replay.traits import ReplayTraits
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mapping, mappings, string


def _ids(data: JsonObject) -> Iterator[str]:
    yield string(data, "id")
    for _, choice in indexed_choices(data):
        for call in mappings(delta_of(choice), "tool_calls"):
            yield string(call, "id")


def _omits(event_type: str, body: JsonObject) -> bool:
    """Whether a chunk has the usage alone, which the request does not ask for."""
    is_asked = mapping(body, "stream_options").get("include_usage") is True
    return event_type == "chunk.usage" and not is_asked


REPLAY: Final = ReplayTraits(
    ids=_ids,
    id_markers=(b'"role"', b'"tool_calls"'),
    input_items=lambda body: message_items(body.get("messages")),
    created_field="created",
    omits=_omits,
    writer=ChunkWriter,
)
"""How a recording of Chat Completions answers another request."""
