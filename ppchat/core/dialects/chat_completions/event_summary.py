"""The content of a chunk without text, in one line."""

from __future__ import annotations

from ppchat.core.dialects.chat_completions.reducer import server_error
from ppchat.core.stream.event import Event
from ppchat.core.text.json_fields import mapping, mappings, string


def summarize(event: Event) -> str:
    """What a chunk carries besides text, in one line; foreign, raw."""
    data = event.data
    words: list[str] = []
    for choice in mappings(data, "choices"):
        words.append(string(choice, "finish_reason"))
        for fragment in mappings(mapping(choice, "delta"), "tool_calls"):
            words += [string(mapping(fragment, "function"), "name"), string(fragment, "id")]
    tokens = mapping(data, "usage").get("completion_tokens")
    if type(tokens) is int:
        words.append(f"{tokens:,} tokens")
    if error := server_error(data):
        words += [error.code, error.message]
    if not any(words):
        words.append(string(data, "model"))
    return " · ".join(word for word in words if word)
