"""The recordings a server answers with, and which of them answers a request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.transcription import can_transcribe

WILDCARD: Final = "*"
"""The keyword of a recording that answers requests that match no other."""

_WORD: Final = re.compile(r"\w+")


class RecordingMatcher:
    """Recordings, selected by the model and the prompt of a request."""

    def __init__(self, entries: Iterable[tuple[Recording, Metadata]]) -> None:
        self._entries = [_Entry(recording, metadata) for recording, metadata in entries]
        self._unmatched = 0
        if not self._entries:
            raise ValueError("there is no recording to answer with")

    @property
    def models(self) -> list[str]:
        """The models of the recordings, each once, in order."""
        return list(dict.fromkeys(entry.model for entry in self._entries))

    def recording_for(self, body: Mapping[str, Any], dialect: Dialect, path: str = "") -> Recording:
        """The recording that answers a request in a dialect, to one of its paths.

        Among those of the requested model, or all if there are none: the one with the same prompt,
        else the one with the most keywords in the prompt, else the one with the wildcard, else
        each in turn; of several the first in that dialect. Raises LookupError if none can answer.
        """
        own = [entry for entry in self._entries if entry.answers(dialect, path)]
        usable = own
        if can_transcribe(dialect):
            usable = own + [entry for entry in self._entries if entry not in own]
        if not usable:
            raise LookupError(f"No recording can answer in {dialect.label}.")
        pool = [entry for entry in usable if entry.model == body.get("model")] or usable
        words = _words(dialect.last_prompt(body))
        for entry in pool:
            if words and entry.prompt == words:
                return entry.recording
        best = max(pool, key=lambda entry: entry.matches(words))
        if best.matches(words):
            return best.recording
        for entry in pool:
            if WILDCARD in entry.keywords:
                return entry.recording
        self._unmatched += 1
        return pool[(self._unmatched - 1) % len(pool)].recording


class _Entry:
    def __init__(self, recording: Recording, metadata: Metadata) -> None:
        self.recording = recording
        self.model = recording.request.model or recording.response.model or "unknown"
        self.prompt = _words(recording.dialect.last_prompt(recording.request.body))
        self.keywords = frozenset(word.casefold() for word in metadata.keywords)

    def answers(self, dialect: Dialect, path: str) -> bool:
        """Whether the recording is of a dialect, and of this path where that has several."""
        if self.recording.dialect.name != dialect.name:
            return False
        paths = [known for known in dialect.paths if known in self.recording.request.path]
        return not dialect.other_paths or not paths or path in paths

    def matches(self, words: Sequence[str]) -> int:
        return len(self.keywords.intersection(words))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
