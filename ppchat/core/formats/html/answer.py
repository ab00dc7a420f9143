"""One answer of a page: its items, its figures, its timeline, its settings and its events."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any, Final

from ppchat.core.chat.settings.request_fields import read_turn_settings
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.faces.item_face import (
    Section,
    item_description,
    item_heading,
    item_sections,
)
from ppchat.core.dialects.faces.sources import part_sources
from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.formats.html.events import event_list, slider_data
from ppchat.core.formats.html.growth import REASONING, text_growth
from ppchat.core.formats.html.markup import escape
from ppchat.core.formats.html.options import PageOptions
from ppchat.core.formats.html.timeline import timeline
from ppchat.core.images.image_header import HEADER_BYTES, read_header
from ppchat.core.images.image_source import byte_count, first_bytes, image_bytes, is_address
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import ContentPart, OutputItem
from ppchat.core.text.display import format_milliseconds, format_rate, format_size, pluralize

_MAX_IMAGE: Final = 10_000_000
"""Bytes of an image that a page holds."""
_MAX_RENDERED: Final = 200_000
"""Characters of a text that is drawn as Markdown; a longer one is shown as it is."""
_IMAGE_TYPES: Final = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif", "WebP": "webp"}
_WITH_MARKDOWN: Final = frozenset({"text", "transcript", "refusal"})


def answer_html(recording: Recording, options: PageOptions, room: int) -> Iterator[str]:
    """The HTML of an answer, part by part; the first `room` of its events can be opened."""
    growth = text_growth(recording, options)
    numbers = {key: number for number, key in enumerate(growth.texts)}
    response, outcome = recording.response, recording.outcome
    model = escape(options.clean(response.model or recording.request.model or "Answer"))
    word = escape(outcome.value if outcome else "in progress")
    yield f'<article class="answer"><h2>{model} <small>{word}</small></h2>'
    for item in response.joined_items:
        yield from _item(item, recording.dialect, numbers, options)
    if note := _note(recording):
        yield f'<p class="problem">{escape(options.clean(note))}</p>'
    yield f'<p class="figures">{escape(" · ".join(_figures(recording)))}</p>'
    if options.events and len(recording):
        yield f'<figure class="timeline">{timeline(recording)}{_SLIDER}</figure>'
    yield from _settings(recording, options)
    if options.events and len(recording):
        yield from event_list(recording, growth, options, room)
        data = slider_data(recording, growth, options)
        yield f'<script type="application/json">{data}</script>'
    yield "</article>\n"


_SLIDER: Final = (
    '<div class="slider" hidden><input type="range" min="0" aria-label="Event">'
    "<output></output></div>"
)


def _item(
    item: OutputItem, dialect: Dialect, numbers: dict[PartKey, int], options: PageOptions
) -> Iterator[str]:
    if item.type == "message":
        if description := item_description(item, dialect):
            yield f'<p class="note">{escape(options.clean(description))}</p>'
        for part in item.parts:
            yield from _message_part(item, part, dialect, numbers, options)
    elif item.type == REASONING:
        if options.reasoning:
            yield from _reasoning(item, dialect, numbers, options)
    else:
        yield '<section class="tool">'
        for section in item_sections(item, dialect):
            yield from _section(item, section, numbers, options)
        yield "</section>"


def _number(item: OutputItem, part: ContentPart | None, numbers: dict[PartKey, int]) -> str:
    """The attribute by which the slider finds a text; nothing for what did not grow."""
    number = numbers.get((item.output_index, part.kind, part.part_index)) if part else None
    return "" if number is None else f' data-text="{number}"'


def _message_part(
    item: OutputItem,
    part: ContentPart,
    dialect: Dialect,
    numbers: dict[PartKey, int],
    options: PageOptions,
) -> Iterator[str]:
    text = options.clean(str(part.text))
    if part.kind in _WITH_MARKDOWN and text:
        kind = "refusal" if part.kind == "refusal" else "text"
        yield f'<div class="{kind}"{_number(item, part, numbers)} dir="auto">'
        yield f"{rendered(text, options)}</div>"
    elif part.kind == "audio" and text:
        yield f'<p class="note">audio · {format_size(len(text) * 3 // 4)}</p>'
    if part.annotations and (sources := part_sources(part, dialect).text):
        yield f'<pre class="sources">{escape(options.clean(sources))}</pre>'


def rendered(text: str, options: PageOptions) -> str:
    """A text as Markdown, or as it is where it is very long."""
    if len(text) > _MAX_RENDERED:
        return f'<pre class="plain">{escape(text)}</pre>'
    return options.renderer.markdown(text)


def _reasoning(
    item: OutputItem, dialect: Dialect, numbers: dict[PartKey, int], options: PageOptions
) -> Iterator[str]:
    heading = escape(options.clean(item_heading(item, dialect)))
    yield f'<details class="reasoning"><summary>{heading}</summary>'
    for part in item.parts:
        if len(part.text):
            text = rendered(options.clean(str(part.text)), options)
            yield f'<div class="text"{_number(item, part, numbers)} dir="auto">{text}</div>'
    yield "</details>"


def _section(
    item: OutputItem, section: Section, numbers: dict[PartKey, int], options: PageOptions
) -> Iterator[str]:
    title = escape(options.clean(section.title))
    text = options.clean(str(section.text))
    yield f"<h3>{title}</h3>" if section.is_first else f"<h4>{title}</h4>"
    if section.image:
        yield _image(section.image, options.clean(str(section.text)))
    elif text:
        code = options.renderer.code(text, section.language)
        yield f"<pre{_number(item, section.part, numbers)}><code>{code}</code></pre>"


def _image(source: str, description: str) -> str:
    """An image of the recording; one that only has an address is named, and not loaded."""
    note = f'<p class="note">{escape(description)}</p>'
    if is_address(source) or byte_count(source) > _MAX_IMAGE:
        return note
    header = read_header(first_bytes(source, HEADER_BYTES))
    kind = _IMAGE_TYPES.get(header.format) if header else None
    try:
        data = base64.b64encode(image_bytes(source)).decode("ascii") if kind else ""
    except ValueError:
        data = ""
    if not data:
        return note
    return f'<img alt="{escape(description)}" src="data:image/{kind};base64,{data}">{note}'


def _note(recording: Recording) -> str:
    """Why an answer did not complete; empty if it did."""
    outcome, response = recording.outcome, recording.response
    if outcome is None or outcome.value == "completed":
        return ""
    problem = recording.ended.problem if recording.ended else None
    reason = response.error.message if response.error else response.reason
    reason = reason or (problem.message if problem else "")
    return f"{outcome.value}: {reason}" if reason else outcome.value


def _figures(recording: Recording) -> list[str]:
    values = metrics(recording.summary)
    usage = values.usage
    unit = "chunks/s" if values.rate_is_estimate else "tok/s"
    rate = format_rate(values.rate, values.rate_is_estimate)
    named = (
        ("", format_milliseconds(values.e2e_ms)),
        ("TTFT ", format_milliseconds(values.ttft_ms)),
        ("ICL p50 ", format_milliseconds(values.icl_p50_ms)),
        ("p95 ", format_milliseconds(values.icl_p95_ms)),
        (f"{rate} ", unit if rate else ""),
    )
    figures = [f"{name}{value}" for name, value in named if value]
    if usage and usage.output is not None:
        before = f"{usage.input:,}→" if usage.input else ""
        figures.append(f"{before}{usage.output:,} tokens")
        figures += [f"{usage.cached:,} cached"] if usage.cached else []
        figures += [f"{usage.reasoning:,} reasoning"] if usage.reasoning else []
    return [*figures, pluralize(len(recording), "event")]


def _clean(name: str, value: Any, options: PageOptions) -> Any:
    """A field of a request without secrets; what is nested too deeply is masked."""
    fields = options.clean_json({name: value})
    return fields[name] if isinstance(fields, dict) else fields


def _settings(recording: Recording, options: PageOptions) -> Iterator[str]:
    """What the request asked with, besides the conversation."""
    request = recording.request
    settings = read_turn_settings(recording.dialect, request)
    values = {
        "server": request.line[1] if request.base_url else "",
        "instructions": settings.instructions,
        **settings.parameters,
        **settings.fields,
    }
    rows = [
        (name, _clean(name, value, options))
        for name, value in values.items()
        if value not in ("", None)
    ]
    if not rows:
        return
    yield '<details class="settings"><summary>Settings</summary><dl>'
    for name, value in rows:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
        yield f"<dt>{escape(name)}</dt><dd>{escape(text[:20_000])}</dd>"
    yield "</dl></details>"
