"""The recordings a server answers with, and which of them answers a request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import cached_property
from typing import Final, NamedTuple

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.history import ReplayHistory
from ppchat.core.replay.input_digest import InputDigest
from ppchat.core.replay.recorded_input import RecordedInput, RecordedInputs, digest_request
from ppchat.core.replay.transcription import can_transcribe
from ppchat.core.response.response import JsonObject

WILDCARD: Final = "*"
"""The keyword of a recording that answers requests that match no other."""

_WORD: Final = re.compile(r"\w+")


class MatchRule(Enum):
    """Why a recording answers a request; the value is its name for people."""

    WHOLE_INPUT = "whole input"
    """The conversation is that before the recording."""
    OUTPUTS = "outputs"
    """Both end in what calls gave."""
    PROMPT = "prompt"
    KEYWORDS = "keywords"
    WILDCARD = "wildcard"
    TURN = "turn"


class RecordingMatch(NamedTuple):
    """The recording that answers a request."""

    recording: Recording
    rule: MatchRule
    digest: InputDigest
    """The conversation up to the request."""


class RecordingMatcher:
    """Recordings, selected by the input of a request."""

    def __init__(self, entries: Iterable[tuple[Recording, Metadata]]) -> None:
        pairs = list(entries)
        self._inputs = RecordedInputs(recording for recording, _ in pairs)
        self._entries = [
            _Entry(recorded, metadata)
            for recorded, (_, metadata) in zip(self._inputs.all, pairs, strict=True)
        ]
        self._unmatched = 0
        self.history: Final = ReplayHistory()
        """The answers that were given, to which requests may refer."""
        if not self._entries:
            raise ValueError("there is no recording to answer with")

    @property
    def models(self) -> list[str]:
        """The models of the recordings, each once, in order."""
        return list(dict.fromkeys(entry.model for entry in self._entries))

    def match(self, body: JsonObject, dialect: Dialect, path: str = "") -> RecordingMatch:
        """The recording that answers a request in a dialect, to one of its paths.

        Among those of the requested model, or all if there are none, by the rules in their order;
        of several recordings of one input each in turn, of others the first in that dialect.
        Raises LookupError if none can answer.
        """
        digest = digest_request(body, dialect, self.history, self._inputs)
        pool = self._pool(body, dialect, path)
        rule = MatchRule.WHOLE_INPUT
        best = [entry for entry in pool if digest.messages and entry.digest.whole == digest.whole]
        if not best and digest.answered:
            rule = MatchRule.OUTPUTS
            best = _best(pool, lambda entry: self._likeness(entry, digest))
        if best:
            best = _best(best, lambda entry: (entry.is_of(dialect), entry.equal_fields(body)))
            return RecordingMatch(best[0].take_turn(best).recording, rule, digest)
        entry, rule = self._by_words(_without_outputs(pool, digest), digest)
        return RecordingMatch(entry.recording, rule, digest)

    def _pool(self, body: JsonObject, dialect: Dialect, path: str) -> list[_Entry]:
        """The recordings that can answer, those of the dialect first."""
        own: list[_Entry] = []
        others: list[_Entry] = []
        for entry in self._entries:
            (own if entry.answers(dialect, path) else others).append(entry)
        usable = own + others if can_transcribe(dialect) else own
        if not usable:
            raise LookupError(f"No recording can answer in {dialect.label}.")
        return [entry for entry in usable if entry.model == body.get("model")] or usable

    def _likeness(self, entry: _Entry, digest: InputDigest) -> tuple[int, ...]:
        """How much a recording and a request that both end in outputs are alike; () if not.

        The ids of the calls say most: they are those of the recording that made them.
        """
        own = entry.digest
        if not own.answered:
            return ()
        recorded_ids = map(self.history.recorded_id, digest.answered)
        names = own.answered_names == digest.answered_names and any(own.answered_names)
        alike = (
            set(recorded_ids) == set(own.answered),
            own.shape == digest.shape,
            own.prompts == digest.prompts and own.prompt == digest.prompt != "",
            names,
        )
        if not any(alike):
            return ()
        return (*alike, own.outputs == digest.outputs, -abs(own.rounds - digest.rounds))

    def _by_words(self, pool: Sequence[_Entry], digest: InputDigest) -> tuple[_Entry, MatchRule]:
        words = _words(digest.prompt)
        same = [entry for entry in pool if words and entry.prompt == words]
        if same:
            at_same_place = max(same, key=lambda entry: entry.digest.prompts == digest.prompts)
            return at_same_place, MatchRule.PROMPT
        best = max(pool, key=lambda entry: entry.matches(words))
        if best.matches(words):
            return best, MatchRule.KEYWORDS
        for entry in pool:
            if WILDCARD in entry.keywords:
                return entry, MatchRule.WILDCARD
        self._unmatched += 1
        return pool[(self._unmatched - 1) % len(pool)], MatchRule.TURN


class _Entry:
    def __init__(self, recorded: RecordedInput, metadata: Metadata) -> None:
        self.recording = recording = recorded.recording
        self.digest = recorded.digest
        self.model = recording.request.model or recording.response.model or "unknown"
        self.keywords = frozenset(word.casefold() for word in metadata.keywords)
        self._turns = 0

    @cached_property
    def prompt(self) -> list[str]:
        return _words(self.digest.prompt)

    @cached_property
    def calls(self) -> bool:
        """Whether the answer has calls that the client must answer."""
        return bool(self.recording.dialect.calls(self.recording.response))

    def is_of(self, dialect: Dialect) -> bool:
        return self.recording.dialect.name == dialect.name

    def answers(self, dialect: Dialect, path: str) -> bool:
        """Whether the recording is of a dialect, and of this path where that has several."""
        if not self.is_of(dialect):
            return False
        paths = [known for known in dialect.paths if known in self.recording.request.path]
        return not dialect.other_paths or not paths or path in paths

    def matches(self, words: Sequence[str]) -> int:
        return len(self.keywords.intersection(words))

    def equal_fields(self, body: JsonObject) -> int:
        """How many fields its request has in common with another."""
        own = self.recording.request.body
        return sum(key in own and own[key] == value for key, value in body.items())

    def take_turn(self, entries: Sequence[_Entry]) -> _Entry:
        """The next of several, of which it is the first."""
        self._turns += 1
        return entries[(self._turns - 1) % len(entries)]


def _best(entries: Iterable[_Entry], score: Callable[[_Entry], tuple[int, ...]]) -> list[_Entry]:
    """The entries with the highest score, without those whose score is empty."""
    scored = [(score(entry), entry) for entry in entries]
    highest = max((one for one, _ in scored), default=())
    return [entry for one, entry in scored if one == highest] if highest else []


def _without_outputs(pool: Sequence[_Entry], digest: InputDigest) -> list[_Entry]:
    """The entries that fit a request by whether outputs of calls were given.

    To a question that is any which does not continue calls, if there is one. To outputs, any
    without calls: the same call again and again would never end.
    """
    if not digest.answered:
        return [entry for entry in pool if not entry.digest.answered] or list(pool)
    ends = [entry for entry in pool if not entry.calls]
    if not ends:
        names = ", ".join(dict.fromkeys(name for name in digest.answered_names if name))
        raise LookupError(
            f"No recording goes on after the output of {names or 'the calls'}: "
            "record the run to its end."
        )
    return ends


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
