"""Searches in the web and in files."""

from __future__ import annotations

from collections.abc import Iterator

from ppchat.core.dialects.faces.tool_output import MAX_LINES, list_block, single_line
from ppchat.core.dialects.responses.faces.words import joined, status, strings
from ppchat.core.response.block import Block
from ppchat.core.response.response import JsonObject
from ppchat.core.text.display import pluralize
from ppchat.core.text.json_fields import mapping, mappings, string


def web_words(data: JsonObject) -> str:
    """What was searched for, or which page was opened, or what was looked for in it."""
    action = mapping(data, "action")
    query = string(action, "query") or ", ".join(strings(action.get("queries"))[:MAX_LINES])
    pattern, url = string(action, "pattern"), string(action, "url")
    opened = f"opened {url}" if url and string(action, "type") == "open_page" else url
    page = f"“{single_line(pattern)}” in {url}" if pattern else opened
    return joined(query or page, status(data))


def web_body(data: JsonObject) -> Iterator[Block]:
    """The queries, if there are several, and the sources."""
    action = mapping(data, "action")
    queries = strings(action.get("queries"))
    if len(queries) > 1:
        yield from list_block(queries, queries, "queries")
    sources = mappings(action, "sources")
    lines = (string(source, "url") or string(source, "name") for source in sources)
    yield from list_block(
        sources, (line or "(no address)" for line in lines), pluralize(len(sources), "source")
    )


def file_words(data: JsonObject) -> str:
    """What was searched for."""
    return joined(", ".join(strings(data.get("queries"))[:MAX_LINES]), status(data))


def file_body(data: JsonObject) -> Iterator[Block]:
    """The passages, each with its score and its file."""
    results = mappings(data, "results")
    heading = pluralize(len(results), "result")
    yield from list_block(results, map(_result_lines, results), heading)


def _result_lines(result: JsonObject) -> str:
    score = result.get("score")
    is_score = isinstance(score, (int, float)) and 0 <= score <= 1000
    shown = f"{score:.2f}" if is_score else "–"
    name = string(result, "filename") or string(result, "file_id") or "(unnamed)"
    text = single_line(string(result, "text"), 300)
    return f"{shown}  {name}\n      {text}" if text else f"{shown}  {name}"
