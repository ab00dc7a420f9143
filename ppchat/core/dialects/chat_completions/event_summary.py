"""The content of a chunk without text, in one line."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.chat_completions.chunk import call_kind, delta_of, indexed_choices
from ppchat.core.dialects.chat_completions.server_reports import server_error, usage_data
from ppchat.core.response.response import JsonObject
from ppchat.core.stream.event import Event
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import count, mapping, mappings, string


def summarize(event: Event) -> str:
    """What a chunk carries besides text, in one line; foreign, raw."""
    data = event.data
    words: list[str] = []
    for index, choice in indexed_choices(data):
        words.append(f"choice {index}" if index else "")
        words.append(string(choice, "finish_reason"))
        delta = delta_of(choice)
        for fragment in mappings(delta, "tool_calls"):
            words += [string(call_kind(fragment)[1], "name"), string(fragment, "id")]
        words.append(string(mapping(delta, "function_call"), "name"))
        for key in ("images", "annotations"):
            if number := len(mappings(delta, key)):
                words.append(pluralize(number, key[:-1]))
        words += _filter_words(choice)
    for result in mappings(data, "prompt_filter_results"):
        words += _filter_words(result)
    tokens = count(usage_data(data), "completion_tokens")
    if tokens is not None:
        words.append(pluralize(tokens, "token"))
    if error := server_error(data):
        words += [error.code, error.message]
    if not any(words):
        words.append(string(data, "model"))
    return " · ".join(word for word in words if word)


def _filter_words(holder: JsonObject) -> Iterator[str]:
    """What a content filter of Azure says: what it filtered or detected, or that it did neither."""
    results = mapping(holder, "content_filter_results")
    hits = [
        name
        for name, result in results.items()
        if isinstance(result, dict) and (result.get("filtered") or result.get("detected"))
    ]
    if hits:
        yield f"filtered: {', '.join(hits)}"
    elif results and not delta_of(holder) and not holder.get("finish_reason"):
        yield "nothing filtered"
