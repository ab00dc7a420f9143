"""The names of the files that a request sends with its last prompt."""

from __future__ import annotations

from ppchat.core.dialects.attachments import marked_names
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mappings, string


def sent_file_names(body: JsonObject) -> list[str]:
    """The names; of a file that has none in the request, what it is. Foreign, raw."""
    messages = mappings(body, "input") or mappings(body, "messages")
    users = [message for message in messages if message.get("role") == "user"]
    if not users:
        return []
    names = [*marked_names(string(users[-1], "content"))]
    for part in mappings(users[-1], "content"):
        names += marked_names(string(part, "text")) if "text" in part else [_file_name(part)]
    return [name for name in names if name]


def _file_name(part: JsonObject) -> str:
    kind = string(part, "type")
    if kind in ("input_file", "file", "document"):
        holder = part.get("file")
        inner = holder if isinstance(holder, dict) else part
        return string(inner, "filename") or string(inner, "title") or "file"
    return "image" if kind in ("input_image", "image_url", "image") else ""
