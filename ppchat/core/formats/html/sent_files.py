"""The names of the files that a request sends with its last prompt."""

from __future__ import annotations

from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mappings, string


def sent_file_names(body: JsonObject) -> list[str]:
    """The names; of a file that has none in the request, what it is. Foreign, raw."""
    messages = mappings(body, "input") or mappings(body, "messages")
    users = [message for message in messages if message.get("role") == "user"]
    parts = mappings(users[-1], "content") if users else []
    return [name for part in parts if (name := _file_name(part))]


def _file_name(part: JsonObject) -> str:
    kind = string(part, "type")
    if kind in ("input_file", "file", "document"):
        holder = part.get("file")
        inner = holder if isinstance(holder, dict) else part
        return string(inner, "filename") or string(inner, "title") or "file"
    return "image" if kind in ("input_image", "image_url", "image") else ""
