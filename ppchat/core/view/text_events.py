"""Text ↔ events: what an event added to an answer, and which event brought a character of it."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.recording.recording import Recording
from ppchat.core.response.response import Response
from ppchat.core.search.texts import TextKind
from ppchat.core.text.rope import Rope


class Addition(NamedTuple):
    """What an event added to the text of a part."""

    part: PartKey
    start: int
    """Characters of the part before it."""
    stop: int


def addition(recording: Recording, n: int) -> Addition | None:
    """What event `n` added; of a text that it replaced, what stands after the first difference."""
    before = _texts(recording.at(n))
    for part, text in _texts(recording.at(n + 1)).items():
        old = before.get(part)
        if old is None or old is text or old.is_prefix_of(text):
            start = 0 if old is None else len(old)
        else:
            start = _shared_size(str(old), str(text))
        if start < len(text):
            return Addition(part, start, len(text))
    return None


def event_of(recording: Recording, part: PartKey, offset: int, position: int) -> int | None:
    """The event that brought a character of the text of `part` as it is after `position` events.

    It is the first one after which the text has that character and all before it; None if the
    part has no such character. Costs the parsing of at most `CHECKPOINT` events.
    """
    final = _text(recording.at(position), part)
    if final is None or not 0 <= offset < len(final):
        return None

    def includes(response: Response) -> bool:
        text = _text(response, part)
        return text is not None and text.shares(final, offset + 1)

    return recording.first_event(includes, position)


def hit_event(recording: Recording, kind: TextKind, part: PartKey | None, offset: int) -> int:
    """The event that brought a hit: a character of a part, the whole of an item, an error.

    It is -1 where none did, as for a prompt.
    """
    if part is None:
        return len(recording) - 1 if kind is TextKind.ERROR else -1
    output_index, part_kind, _ = part
    if part_kind:
        n = event_of(recording, part, offset, len(recording))
        return -1 if n is None else n
    span = recording.summary.item_span(output_index)
    return span[1] if span else -1


def _shared_size(first: str, second: str) -> int:
    """How many characters two texts have in common from their beginning."""
    pairs = zip(first, second, strict=False)
    size = min(len(first), len(second))
    return next((n for n, (one, other) in enumerate(pairs) if one != other), size)


def _text(response: Response, part: PartKey) -> Rope | None:
    """The text of a part; None before it began."""
    output_index, kind, part_index = part
    for item in response.joined_items:
        if item.output_index == output_index:
            for candidate in item.parts:
                if candidate.kind == kind and candidate.part_index == part_index:
                    return candidate.text
    return None


def _texts(response: Response) -> dict[PartKey, Rope]:
    """The texts of all parts, where items continue one another joined."""
    return {
        (item.output_index, part.kind, part.part_index): part.text
        for item in response.joined_items
        for part in item.parts
    }
