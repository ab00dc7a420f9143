"""What of a stream of Messages belongs to one answer alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.dialects.replay_traits import ReplayTraits
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mapping, string


def _ids(data: JsonObject) -> Iterator[str]:
    yield string(mapping(data, "message"), "id")
    yield string(mapping(data, "content_block"), "id")


REPLAY: Final = ReplayTraits(ids=_ids, id_markers=(b'"message_start"', b'"content_block_start"'))
"""How a recording of Messages answers another request."""
