"""The recordings a server answers with, and which of them answers what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ppchat.core.formats.jsonl import About
from ppchat.core.recording.recording import Recording

ANYTHING: Final = "*"
"""The keyword of a recording that answers what no other does."""

_WORD: Final = re.compile(r"\w+")


class Repertoire:
    """Recordings, found by the model or the prompt of a request."""

    def __init__(self, entries: Iterable[tuple[Recording, About]]) -> None:
        self._entries = [_Entry(recording, about) for recording, about in entries]
        self._asked = 0
        if not self._entries:
            raise ValueError("there is no recording to answer with")

    @property
    def models(self) -> list[str]:
        """The models of the recordings, each once, in their order."""
        return list(dict.fromkeys(entry.model for entry in self._entries))

    def recording_for(self, body: Mapping[str, Any]) -> Recording:
        """The recording that answers a request.

        Among those of the model asked for, or all if there is none: the one with the same prompt,
        else the one most of whose keywords stand in it, else the one for anything, else each in
        turn.
        """
        pool = [entry for entry in self._entries if entry.model == body.get("model")]
        pool = pool or self._entries
        asked = _words(prompt(body))
        for entry in pool:
            if asked and entry.prompt == asked:
                return entry.recording
        best = max(pool, key=lambda entry: entry.matches(asked))
        if best.matches(asked):
            return best.recording
        for entry in pool:
            if ANYTHING in entry.keywords:
                return entry.recording
        self._asked += 1
        return pool[(self._asked - 1) % len(pool)].recording


class _Entry:
    def __init__(self, recording: Recording, about: About) -> None:
        self.recording = recording
        self.model = recording.request.model or recording.turn.model or "unknown"
        self.prompt = _words(prompt(recording.request.body))
        self.keywords = frozenset(word.casefold() for word in about.keywords)

    def matches(self, asked: Sequence[str]) -> int:
        return len(self.keywords.intersection(asked))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def prompt(body: Mapping[str, Any]) -> str:
    """The text that a person asked last, in the body of a request."""
    asked = body.get("input")
    if isinstance(asked, str):
        return asked
    for item in reversed(asked if isinstance(asked, list) else []):
        if isinstance(item, dict) and item.get("role") == "user":
            content = item.get("content")
            if isinstance(content, str):
                return content
            parts = content if isinstance(content, list) else []
            texts = [part.get("text") for part in parts if isinstance(part, dict)]
            return "\n".join(text for text in texts if isinstance(text, str))
    return ""
