"""What of a stream of Responses belongs to one answer alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ppchat.core.dialects.replay.traits import ReplayTraits
from ppchat.core.dialects.responses.replay.answer_writer import ResponseWriter
from ppchat.core.dialects.responses.replay.input_items import answer_items, input_items
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mapping, string


def _ids(data: JsonObject) -> Iterator[str]:
    yield string(mapping(data, "response"), "id")
    if data.get("type") == "response.output_item.added":
        item = mapping(data, "item")
        yield from (string(item, "id"), string(item, "call_id"))


REPLAY: Final = ReplayTraits(
    ids=_ids,
    id_markers=(b'"response"', b'"item"'),
    input_items=input_items,
    answer_items=answer_items,
    previous_field="previous_response_id",
    snapshot_field="response",
    echoed_fields=("previous_response_id", "store", "background", "instructions", "metadata"),
    created_field="created_at",
    writer=ResponseWriter,
)
"""How a recording of Responses answers another request."""
