"""How the texts of an answer grew, event by event, and what its events must not show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.formats.html.options import PageOptions
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import Response
from ppchat.core.security.redact import key_spans
from ppchat.core.text.rope import Rope

REASONING: Final = "reasoning"


@dataclass(slots=True)
class TextGrowth:
    """The texts of an answer at its end, and their lengths after each event that changed one."""

    texts: dict[PartKey, str] = field(default_factory=dict)
    steps: list[tuple[int, int, int]] = field(default_factory=list)
    """Event, index of the text, its length from then on: -1 while it is not as at the end."""
    hidden: set[int] = field(default_factory=set)
    """Events whose content is left out: it is of reasoning that is, or holds part of a key."""


def text_growth(recording: Recording, options: PageOptions) -> TextGrowth:
    """The growth of the texts of a recording; costs the folding of all its events."""
    final = dict(_texts(recording.response))
    growth = TextGrowth({key: str(text) for key, text in final.items()})
    thoughts = {
        item.output_index
        for item in recording.response.items
        if item.type == REASONING and not options.reasoning
    }
    reasoning = {key for key in final if key[0] in thoughts}
    keys = {key: key_spans(text) if options.redact else [] for key, text in growth.texts.items()}
    index = {key: number for number, key in enumerate(final)}
    before: dict[PartKey, Rope] = {}
    for n in range(len(recording)):
        if recording.output_index(n) in thoughts:
            growth.hidden.add(n)
        for key, text in _texts(recording.at(n + 1)):
            old = before.get(key)
            start, stop = len(old) if old is not None else 0, len(text)
            if start == stop or key not in index:
                continue
            before[key] = text
            is_prefix = text.is_prefix_of(final[key])
            growth.steps.append((n, index[key], stop if is_prefix else -1))
            if key in reasoning or any(
                first < stop and start < last and (start > first or stop < last)
                for first, last in keys[key]
            ):
                growth.hidden.add(n)
    for key in reasoning:
        growth.texts[key] = ""
    return growth


def _texts(response: Response) -> list[tuple[PartKey, Rope]]:
    return [
        ((item.output_index, part.kind, part.part_index), part.text)
        for item in response.joined_items
        for part in item.parts
        if len(part.text)
    ]
