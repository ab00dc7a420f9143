"""The state of a response → the cells of a transcript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from ppchat.core.dialects.attachments import Attachment, AttachmentKind
from ppchat.core.dialects.calls import CallAnswer, awaiting_items
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.faces.item_face import Section, item_description, item_sections
from ppchat.core.dialects.faces.sources import NO_SOURCES, part_sources
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import ContentPart, OutputItem, Response
from ppchat.core.text.display import format_elapsed, format_size
from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.ending import ending
from ppchat.core.view.text_events import Addition, addition
from ppchat.core.view.tone import Tone


def prompt_cell(key: str, prompt: str, number: int = 1, count: int = 1) -> Cell:
    """The prompt of a turn: number `number` of `count` siblings."""
    title = f"{number} of {count}" if count > 1 else ""
    return Cell(f"{key}/prompt", CellKind.PROMPT, Rope(prompt), title)


def opening_cells(
    key: str,
    prompt: str,
    answers: Sequence[CallAnswer],
    number: int = 1,
    count: int = 1,
    attachments: Sequence[Attachment] = (),
) -> tuple[Cell, ...]:
    """What a turn begins with: its prompt and files, or an answer to each call of the turn before.

    The turn is number `number` of `count` branches.
    """
    if not answers:
        return (prompt_cell(key, prompt, number, count), *_file_cells(key, attachments))
    branch = f"{number} of {count}" if count > 1 else ""
    return tuple(
        Cell(
            f"{key}/answer{n}",
            CellKind.OUTPUT,
            Rope(answer.output),
            _joined(answer.heading, "" if n else branch),
        )
        for n, answer in enumerate(answers)
    )


def _file_cells(key: str, files: Sequence[Attachment]) -> Iterator[Cell]:
    """The images that go with a prompt, below the names of the other files."""
    lines = []
    images = []
    for n, file in enumerate(files):
        words = f"{file.name} · {file.description}"
        if file.kind is AttachmentKind.IMAGE:
            cell_key = f"{key}/file{n}"
            images.append(Cell(cell_key, CellKind.IMAGE, Rope(), words, image=file.data_url))
        else:
            lines.append(words)
    if lines:
        yield Cell(f"{key}/files", CellKind.NOTICE, Rope("\n".join(lines)))
    yield from images


def answer_cells(
    key: str,
    recording: Recording,
    position: int,
    *,
    cursor: int | None = None,
    retry_hint: str = "",
    waits: bool = False,
) -> tuple[Cell, ...]:
    """The answer after `position` events, with its ending once all of them are shown.

    Marked is what the last event before `cursor` added; None marks that of the position, where it
    is not the end. With `waits`, its calls are not answered yet, and begin unfolded.
    The keys of the cells begin with `key`. The first cell is titled with the model's name.
    """
    response = recording.at(position)
    at_end = position >= len(recording)
    growing = not response.ended and not (at_end and recording.ended)
    model = response.model or recording.request.model
    if cursor is None:
        cursor = 0 if at_end else position
    added = addition(recording, cursor - 1) if cursor else None
    cells = list(_item_cells(key, recording, response, growing, added, waits))
    if growing and not any(cell.growing for cell in cells):
        cells.append(Cell(f"{key}/next", CellKind.ANSWER, Rope(), growing=True))
    if cells and cells[0].kind is CellKind.ANSWER:
        cells[0] = replace(cells[0], title=_joined(model, cells[0].title))
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
    waits: bool,
) -> Iterator[Cell]:
    awaiting = awaiting_items(response, recording.dialect.item_types) if waits else ()
    open_calls = {item.output_index for item in awaiting}
    for item in response.joined_items:
        growing = streaming and item.open
        base = f"{key}/{item.output_index}"
        if item.type == "message":
            yield from _message_cells(base, item, growing, added, recording.dialect)
        elif item.type == "reasoning":
            yield from _reasoning_cells(base, recording, item, growing, added)
        else:
            is_open = item.output_index in open_calls
            yield from _tool_cells(base, item, growing, added, recording.dialect, is_open)


def _message_cells(
    base: str, item: OutputItem, growing: bool, added: Addition | None, dialect: Dialect
) -> Iterator[Cell]:
    title = _joined(dialect.message_heading(item.output_index), item_description(item, dialect))
    for part in item.parts:
        sources = part_sources(part, dialect) if part.annotations else NO_SOURCES
        if part.kind in _MESSAGE_KINDS and (part.text or growing):
            cell = _cell(base, _MESSAGE_KINDS[part.kind], item, part, growing, added, title)
            yield replace(cell, marks=sources.marks) if sources.marks else cell
        elif part.kind == "audio" and part.text:
            size = format_size(len(part.text) * 3 // 4)
            yield Cell(f"{base}/audio{part.part_index}", CellKind.NOTICE, Rope(f"audio · {size}"))
        if sources.lines:
            text = Rope(f"Sources\n{sources.text}")
            yield Cell(f"{base}/sources{part.part_index}", CellKind.NOTICE, text)


def _reasoning_cells(
    base: str, recording: Recording, item: OutputItem, growing: bool, added: Addition | None
) -> Iterator[Cell]:
    title = _reasoning_title(recording, item, growing)
    parts = [part for part in item.parts if part.text]
    for number, part in enumerate(parts):
        about = _topic(part.text)
        name = _joined(title, about) if number == 0 else about
        name = name or ("thinking" if growing and not part.done else "continued")
        yield _cell(base, CellKind.REASONING, item, part, growing, added, name)
    if not parts:
        title = _joined(title, item_description(item, recording.dialect))
        yield Cell(f"{base}/none", CellKind.REASONING, Rope(), title, growing)


def _joined(*words: str) -> str:
    return " · ".join(filter(None, words))


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
) -> Cell:
    part_key = (item.output_index, part.kind, part.part_index)
    return Cell(
        key=f"{base}/{part.kind}{part.part_index}",
        kind=kind,
        text=part.text,
        title=title,
        growing=growing and not part.done,
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


def _tool_cells(
    base: str,
    item: OutputItem,
    growing: bool,
    added: Addition | None,
    dialect: Dialect,
    is_open: bool,
) -> Iterator[Cell]:
    for section in item_sections(item, dialect):
        if section.image:
            yield _image_cell(base, section)
            continue
        part = section.part
        part_key = (item.output_index, part.kind, part.part_index) if part else None
        yield Cell(
            f"{base}/{section.key}",
            CellKind.TOOL,
            section.text,
            section.title,
            growing=growing and (not part.done if part else section.is_first),
            language=section.language,
            tone=Tone.BAD if section.failed else Tone.QUIET,
            part=part_key,
            added=added[1:] if added and part and added.part == part_key else None,
            is_open=is_open and section.is_first,
            is_detail=not section.is_first,
        )


def _image_cell(base: str, section: Section) -> Cell:
    title = f"{section.title} · {section.text}"
    return Cell(f"{base}/{section.key}", CellKind.IMAGE, Rope(), title, image=section.image)
