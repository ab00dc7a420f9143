"""The sources of an answer's text, in the places where servers name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ppchat.core.dialects.chat_completions.chunk import delta_of, indexed_choices, item_index
from ppchat.core.response.response import (
    ENTRY_LIMIT,
    ContentPart,
    JsonObject,
    OutputItem,
    Response,
)
from ppchat.core.response.updates import position_of, with_item
from ppchat.core.text.json_fields import count, mapping, mappings, string
from ppchat.core.text.rope import Rope

_CITATION: Final = "url_citation"


def with_annotations(response: Response, data: JsonObject) -> Response:
    """The response with the sources that a chunk names, each once, at the text of its choice."""
    for choice, choice_data in indexed_choices(data):
        if notes := mappings(delta_of(choice_data), "annotations"):
            response = _annotate(response, choice, notes)
    if notes := list(_citations(data)):
        response = _annotate(response, 0, notes)
    return response


def _citations(data: JsonObject) -> Iterator[JsonObject]:
    """The sources that a server names once for the whole answer, as Perplexity and xAI do."""
    results = mappings(data, "search_results")
    for result in results:
        yield _citation(string(result, "url"), string(result, "title"))
    citations = data.get("citations")
    if isinstance(citations, list) and not results:
        for url in citations:
            if isinstance(url, str):
                yield _citation(url)


def _citation(url: str, title: str = "") -> JsonObject:
    place = {"start_index": 0, "end_index": 0}
    return {"type": _CITATION, _CITATION: {"url": url, "title": title, **place}}


def describe_source(annotation: JsonObject) -> str:
    """The source that an annotation names, in one line; foreign, raw; may be empty."""
    citation = mapping(annotation, _CITATION) or annotation
    source, title = string(citation, "url"), string(citation, "title")
    return f"{title} · {source}" if title and source else source


def cited_end(annotation: JsonObject) -> int | None:
    """The offset in the text behind which an annotation cites its source; None if it names none."""
    return count(mapping(annotation, _CITATION) or annotation, "end_index")


def _annotate(response: Response, choice: int, notes: Iterable[JsonObject]) -> Response:
    index = item_index(choice, "text")
    if index < 0:
        return response
    position = position_of(response, index)
    item = response.items[position] if position >= 0 else OutputItem(index, "message")
    at = next((at for at, part in enumerate(item.parts) if part.kind == "text"), -1)
    part = item.parts[at] if at >= 0 else ContentPart("text", 0, Rope())
    added: list[JsonObject] = []
    for note in notes:
        is_full = len(part.annotations) + len(added) >= ENTRY_LIMIT
        if not is_full and note not in part.annotations and note not in added:
            added.append(note)
    if not added:
        return response
    part = part._replace(annotations=(*part.annotations, *added))
    parts = (*item.parts[:at], part, *item.parts[at + 1 :]) if at >= 0 else (*item.parts, part)
    return with_item(response, position, item._replace(parts=parts))
