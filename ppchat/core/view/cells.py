"""The state of a response → the cells of a transcript."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import ContentPart, OutputItem, Response
from ppchat.core.text.display import format_elapsed
from ppchat.core.text.json_fields import string
from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.ending import ending
from ppchat.core.view.text_events import Addition, addition


def prompt_cell(key: str, prompt: str, number: int = 1, count: int = 1) -> Cell:
    """The prompt of a turn: number `number` of `count` siblings."""
    title = f"{number} of {count}" if count > 1 else ""
    return Cell(f"{key}/prompt", CellKind.PROMPT, Rope(prompt), title)


def answer_cells(
    key: str,
    recording: Recording,
    position: int,
    *,
    cursor: int | None = None,
    retry_hint: str = "",
) -> tuple[Cell, ...]:
    """The answer after `position` events, with its ending once all of them are shown.

    Marked is what the last event before `cursor` added; None marks that of the position, where it
    is not the end.
    The keys of the cells begin with `key`. The first cell is titled with the model's name.
    """
    response = recording.at(position)
    at_end = position >= len(recording)
    growing = not response.ended and not (at_end and recording.ended)
    model = response.model or recording.request.model
    if cursor is None:
        cursor = 0 if at_end else position
    added = addition(recording, cursor - 1) if cursor else None
    cells = list(_item_cells(key, recording, response, growing, added))
    if growing and not any(cell.growing for cell in cells):
        cells.append(Cell(f"{key}/next", CellKind.ANSWER, Rope(), growing=True))
    if cells and cells[0].kind is CellKind.ANSWER:
        cells[0] = replace(cells[0], title=model)
    elif at_end or cells:
        cells.insert(0, Cell(f"{key}/model", CellKind.ANSWER, Rope(), title=model))
    if at_end and (notice := ending(recording.summary, retry_hint=retry_hint)):
        tone, text = notice
        cells.append(Cell(f"{key}/end", CellKind.NOTICE, Rope(text), tone=tone))
    return tuple(cells)


def _item_cells(
    key: str,
    recording: Recording,
    response: Response,
    streaming: bool,
    added: Addition | None,
) -> Iterator[Cell]:
    for item in response.joined_items:
        growing = streaming and item.open
        base = f"{key}/{item.output_index}"
        if item.type == "message":
            title = recording.dialect.message_heading(item.output_index)
            for part in item.parts:
                if part.kind in _MESSAGE_KINDS and (part.text or growing):
                    yield _cell(base, _MESSAGE_KINDS[part.kind], item, part, growing, added, title)
                if sources := _sources(part, recording.dialect):
                    yield Cell(f"{base}/sources{part.part_index}", CellKind.NOTICE, Rope(sources))
        elif item.type == "reasoning":
            title = _reasoning_title(recording, item, growing)
            parts = [part for part in item.parts if part.text]
            for number, part in enumerate(parts):
                about = _topic(part.text)
                name = " · ".join(filter(None, (title, about))) if number == 0 else about
                name = name or ("thinking" if growing and not part.done else "continued")
                yield _cell(base, CellKind.REASONING, item, part, growing, added, name)
            if not parts:
                yield Cell(f"{base}/none", CellKind.REASONING, Rope(), title, growing)
        else:
            yield from _tool_cells(base, item, growing, added, recording.dialect)


TOPIC: Final = re.compile(r"\s*\*\*([^*\n]+)\*\*[ \t]*(?:\n|$)")
"""A line that is bold as a whole."""
_TOPIC_LIMIT: Final = 200
"""Characters that are searched for the topic of reasoning."""
_MESSAGE_KINDS: Final = {
    "text": CellKind.ANSWER,
    "transcript": CellKind.ANSWER,
    "refusal": CellKind.REFUSAL,
}


def _cell(
    base: str,
    kind: CellKind,
    item: OutputItem,
    part: ContentPart,
    growing: bool,
    added: Addition | None,
    title: str = "",
    language: str = "",
) -> Cell:
    part_key = (item.output_index, part.kind, part.part_index)
    return Cell(
        key=f"{base}/{part.kind}{part.part_index}",
        kind=kind,
        text=part.text,
        title=title,
        growing=growing and not part.done,
        language=language,
        part=part_key,
        added=added[1:] if added and added.part == part_key else None,
    )


def _reasoning_title(recording: Recording, item: OutputItem, growing: bool) -> str:
    if growing:
        return "thinking"
    span = recording.summary.item_span(item.output_index)
    if span is None or not recording.timed:
        return "thought"
    return f"thought for {format_elapsed(recording.at_ns(span[1]) - recording.at_ns(span[0]))}"


def _topic(reasoning: Rope) -> str:
    """The bold line with which a summary of reasoning begins; empty without one."""
    match = TOPIC.match(reasoning.slice(0, _TOPIC_LIMIT))
    return match[1].strip() if match else ""


def _sources(part: ContentPart, dialect: Dialect) -> str:
    lines = dict.fromkeys(filter(None, map(dialect.describe_source, part.annotations)))
    if not lines:
        return ""
    return "Sources\n" + "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))


def _tool_cells(
    base: str,
    item: OutputItem,
    growing: bool,
    added: Addition | None,
    dialect: Dialect,
) -> Iterator[Cell]:
    known = dialect.item_types.get(item.type)
    title = (known.title if known else "") or item.type.replace("_", " ") or "item"
    describe = known.describe if known else _describe_unknown
    description = describe(item.data) if item.data else ""
    title = f"{title} · {description}" if description else title
    parts = [part for part in item.parts if part.text]
    for part in parts:
        kind = dialect.part_kinds.get(part.kind)
        language = kind.language if kind else "text"
        yield _cell(base, CellKind.TOOL, item, part, growing, added, title, language)
    if not parts:
        has_title = known is not None and known.title
        text = "" if has_title or item.data is None else _raw_json(item.data)
        yield Cell(f"{base}/tool", CellKind.TOOL, Rope(text), title, growing, "json")


def _describe_unknown(data: Mapping[str, Any]) -> str:
    return string(data, "name")


def _raw_json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)[:10_000]
