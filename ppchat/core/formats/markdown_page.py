"""Recordings → a page of Markdown: what was asked and answered, with its figures on top."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ppchat.core.metrics.metrics import Metrics, metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import prompt
from ppchat.core.response.response import Item
from ppchat.core.security.redact import masked_text

_UNREADABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What JSON may hold as it is and YAML may not, or not within a line."""


def page(title: str, turns: Sequence[tuple[str, Recording]], *, mask: bool = True) -> Iterator[str]:
    """The text of the page, a part at a time, of prompts and their recordings."""
    clean = masked_text if mask else str
    title = clean(_line(title))
    yield clean(_front_matter(title, [recording for _, recording in turns]))
    yield f"\n# {title}\n" if title else ""
    for asked, recording in turns:
        said = asked or prompt(recording.request.body)
        if said:
            yield f"\n## You\n\n{clean(said)}\n"
        model = recording.turn.model or recording.request.model or "Answer"
        yield f"\n## {clean(_line(model))}\n"
        for item in recording.turn.items:
            for block in _blocks(item):
                yield f"\n{clean(block)}\n"
        yield from (f"\n*{clean(note)}*\n" for note in _notes(recording))


def _line(text: str) -> str:
    return " ".join(text.split())


def _front_matter(title: str, recordings: Sequence[Recording]) -> str:
    fields: dict[str, Any] = {"title": title} if title else {}
    models = dict.fromkeys(r.turn.model or r.request.model for r in recordings)
    fields["model"] = ", ".join(model for model in models if model)
    started = [r.started_at for r in recordings if r.started_at]
    if started:
        fields["date"] = started[0]
    measured = [metrics(recording) for recording in recordings]
    for name, of in (("input_tokens", "input"), ("output_tokens", "output")):
        counts = [getattr(each.usage, of) for each in measured if each.usage]
        if any(count is not None for count in counts):
            fields[name] = sum(count or 0 for count in counts)
    if any(each.e2e_ms is not None for each in measured):
        fields["turns"] = [_times(each) for each in measured]
    # JSON is YAML too, and needs no rules of its own for what has to stand in quotes.
    lines = [f"{key}: {_value(value)}\n" for key, value in fields.items()]
    return "---\n" + "".join(lines) + "---\n"


def _value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _UNREADABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _times(measured: Metrics) -> dict[str, float]:
    names = ("ttft_ms", "ttfo_ms", "icl_p50_ms", "icl_p95_ms", "itl_ms", "e2e_ms")
    times = {name: getattr(measured, name) for name in names}
    return {name: round(value, 1) for name, value in times.items() if value is not None}


def _blocks(item: Item) -> Iterable[str]:
    if item.type == "reasoning":
        text = item.text("summary") or item.text("reasoning")
        if text:
            yield "\n".join(f"> {line}".rstrip() for line in text.splitlines())
        return
    if item.type == "message":
        yield from filter(None, (item.text("text"), item.text("refusal")))
        return
    name = str((item.data or {}).get("name") or "")
    yield f"**{item.type}** {name}".rstrip()
    for part in item.parts:
        body = str(part.text)
        fence = "```"
        while fence in body:
            fence += "`"
        yield f"{fence}\n{body}\n{fence}"


def _notes(recording: Recording) -> Iterator[str]:
    verdict, turn = recording.verdict, recording.turn
    if verdict is not None and verdict.value != "completed":
        why = turn.error.message if turn.error else turn.reason
        problem = recording.ended.problem if recording.ended else None
        why = why or (problem.message if problem else "")
        yield _line(f"{verdict.value}: {why}" if why else verdict.value)
