"""Recordings → a Markdown page: prompts and answers, with their metrics as front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.faces.item_face import item_description, item_sections
from ppchat.core.dialects.faces.sources import part_sources
from ppchat.core.dialects.request_text import SentOutput, sent_outputs
from ppchat.core.formats.html.sent_files import sent_file_names
from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import OutputItem
from ppchat.core.security.redact import redact_text
from ppchat.core.text.display import format_size

_NOT_YAML: Final = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that JSON allows unescaped and YAML does not, or not within a line."""
_TICKS: Final = re.compile("`+")


def page_text(
    title: str, turns: Sequence[tuple[str, Recording]], *, redact: bool = True
) -> Iterator[str]:
    """The text of a page of prompts and their recordings, part by part."""
    clean = redact_text if redact else str
    title = clean(_single_line(title))
    yield clean(_front_matter(title, [recording for _, recording in turns]))
    yield f"\n# {title}\n" if title else ""
    calls: dict[str, Call] = {}
    for turn_prompt, recording in turns:
        outputs = sent_outputs(recording.request.body)
        text = turn_prompt or recording.dialect.last_prompt(recording.request.body)
        if text and not outputs:
            yield f"\n## You\n\n{clean(text)}\n"
            if names := sent_file_names(recording.request.body):
                yield clean(_attached(names))
        for output in outputs:
            yield clean(_output_text(output, calls.get(output.call_id)))
        calls |= {call.call_id: call for call in recording.dialect.calls(recording.response)}
        model = recording.response.model or recording.request.model or "Answer"
        yield f"\n## {clean(_single_line(model))}\n"
        for item in recording.response.joined_items:
            for block in _blocks(item, recording.dialect):
                yield f"\n{clean(block)}\n"
        yield from (f"\n*{clean(note)}*\n" for note in _notes(recording))


def _attached(names: Iterable[str]) -> str:
    """The names of files, as code: they may hold what would be markup."""
    quoted = (f"`{_single_line(name).replace('`', chr(39))}`" for name in names)
    return f"\nAttached: {', '.join(quoted)}\n"


def _single_line(text: str) -> str:
    return " ".join(text.split())


def _front_matter(title: str, recordings: Sequence[Recording]) -> str:
    fields: dict[str, Any] = {"title": title} if title else {}
    models = dict.fromkeys(
        recording.response.model or recording.request.model for recording in recordings
    )
    fields["model"] = ", ".join(model for model in models if model)
    dates = [recording.started_at for recording in recordings if recording.started_at]
    if dates:
        fields["date"] = dates[0]
    turns = [metrics(recording.summary) for recording in recordings]
    for name, attribute in (("input_tokens", "input"), ("output_tokens", "output")):
        counts = [getattr(turn.usage, attribute) for turn in turns if turn.usage]
        if any(count is not None for count in counts):
            fields[name] = sum(count or 0 for count in counts)
    if any(turn.e2e_ms is not None for turn in turns):
        fields["turns"] = [_times(turn) for turn in turns]
    # JSON is valid YAML, and saves us YAML's rules of quoting.
    lines = [f"{key}: {_value(value)}\n" for key, value in fields.items()]
    return "---\n" + "".join(lines) + "---\n"


def _value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _times(turn: Metrics) -> dict[str, float]:
    names = ("ttft_ms", "ttfo_ms", "icl_p50_ms", "icl_p95_ms", "itl_ms", "e2e_ms")
    times = {name: getattr(turn, name) for name in names}
    return {name: round(value, 1) for name, value in times.items() if value is not None}


def _blocks(item: OutputItem, dialect: Dialect) -> Iterator[str]:
    if item.type == "message":
        yield from _message_blocks(item, dialect)
    elif item.type == "reasoning":
        text = item.text("summary") or item.text("reasoning")
        description = item_description(item, dialect)
        if text:
            yield "\n".join(f"> {line}".rstrip() for line in text.splitlines())
        elif description:
            yield f"> *{_single_line(description)}*"
    else:
        for section in item_sections(item, dialect):
            title = _single_line(section.title)
            yield f"**{title}**" if section.is_first else f"*{title}*"
            if section.image:
                yield _single_line(str(section.text))
            elif section.text:
                yield _fenced(str(section.text), section.language)


def _message_blocks(item: OutputItem, dialect: Dialect) -> Iterator[str]:
    if description := item_description(item, dialect):
        yield f"*{_single_line(description)}*"
    yield from filter(None, (item.text(kind) for kind in ("text", "transcript", "refusal")))
    for part in item.parts:
        if part.kind == "audio" and part.text:
            yield f"*audio · {format_size(len(part.text) * 3 // 4)}*"
        if part.annotations and (sources := part_sources(part, dialect).text):
            yield f"Sources:\n\n{sources}"


def _output_text(output: SentOutput, call: Call | None) -> str:
    """What was answered to a call, which is unknown where its answer is on no page."""
    call = call or Call("", output.call_id, output.call_id, "", 0)
    heading = _single_line(CallAnswer(call, approved=output.approved).heading)
    body = f"\n{_fenced(output.text)}\n" if output.text else ""
    return f"\n## {heading[:1].upper()}{heading[1:]}\n{body}"


def _fenced(text: str, language: str = "") -> str:
    text = text.removesuffix("\n")
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    language = "" if language == "text" else language
    return f"{fence}{language}\n{text}\n{fence}"


def _notes(recording: Recording) -> Iterator[str]:
    outcome, response = recording.outcome, recording.response
    if outcome is not None and outcome.value != "completed":
        reason = response.error.message if response.error else response.reason
        problem = recording.ended.problem if recording.ended else None
        reason = reason or (problem.message if problem else "")
        yield _single_line(f"{outcome.value}: {reason}" if reason else outcome.value)
