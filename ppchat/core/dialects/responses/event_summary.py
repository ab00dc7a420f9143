"""The content of an event of the Responses API, in one line."""

from __future__ import annotations

from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import mapping


def summarize(event: Event) -> str:
    """What an event without a delta carries besides text, in one line; foreign, raw."""
    data, kind = event.data, event.type
    if kind.startswith("response.output_item."):
        item = mapping(data, "item")
        return _joined(item.get("type"), item.get("name"), item.get("status"))
    if kind.endswith(("_part.added", "_part.done")):
        return _joined(mapping(data, "part").get("type"))
    if kind.endswith("annotation.added"):
        note = mapping(data, "annotation")
        return _joined(note.get("type"), note.get("title") or note.get("filename"), note.get("url"))
    if kind == "error":
        nested = mapping(data, "error")
        return _joined(
            nested.get("code") or data.get("code"), nested.get("message") or data.get("message")
        )
    return _summarize_response(mapping(data, "response"), with_model=kind == "response.created")


def _summarize_response(response: JsonObject, *, with_model: bool) -> str:
    error = mapping(response, "error")
    reason = mapping(response, "incomplete_details").get("reason")
    tokens = mapping(response, "usage").get("output_tokens")
    return _joined(
        error.get("message") or reason,
        f"{tokens:,} tokens" if type(tokens) is int else "",
        response.get("model") if with_model else "",
    )


def _joined(*values: object) -> str:
    return " · ".join(value for value in values if isinstance(value, str) and value)
