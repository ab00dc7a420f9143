"""The draft of a conversation: prompts that wait to be sent, and what is typed below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

_SEPARATOR: Final = "\x1e"
"""Between the prompts; a draft of a single text has none, as those of earlier versions."""


class Draft(NamedTuple):
    """What is not sent yet."""

    text: str = ""
    """What is typed."""
    queued: Sequence[str] = ()
    """The prompts that wait for the answer in progress, in order."""


def dump_draft(draft: Draft) -> str:
    """A draft as one text, as it is stored."""
    texts = [text.replace(_SEPARATOR, "") for text in (*draft.queued, draft.text)]
    return _SEPARATOR.join(texts)


def parse_draft(text: str) -> Draft:
    """The draft that was stored as this text."""
    *queued, typed = text.split(_SEPARATOR)
    return Draft(typed, tuple(queued))
