"""What of a stream of Ollama belongs to one answer alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.dialects.ollama.line import message_of
from ppchat.core.dialects.replay_traits import ReplayTraits
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mappings, string


def _ids(data: JsonObject) -> Iterator[str]:
    return (string(call, "id") for call in mappings(message_of(data), "tool_calls"))


REPLAY: Final = ReplayTraits(ids=_ids, id_markers=(b'"tool_calls"',))
"""How a recording of Ollama answers another request."""
