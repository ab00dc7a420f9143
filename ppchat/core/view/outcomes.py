"""How an outcome is shown: its sign, its word and its tone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ppchat.core.response.outcome import Outcome
from ppchat.core.view.tone import TONE_SIGNS, Tone


class OutcomeMark(NamedTuple):
    """What stands for an outcome on the screen and in print."""

    sign: str
    word: str
    tone: Tone


def _mark(outcome: Outcome, tone: Tone, sign: str = "") -> OutcomeMark:
    return OutcomeMark(sign or TONE_SIGNS[tone], outcome.value, tone)


STREAMING: Final = OutcomeMark("●", "streaming", Tone.GOOD)
"""For a stream that has not ended."""
_STOPPED_SIGN: Final = "■"
OUTCOME_MARKS: Final[Mapping[Outcome | None, OutcomeMark]] = MappingProxyType(
    {
        None: STREAMING,
        Outcome.COMPLETED: _mark(Outcome.COMPLETED, Tone.GOOD),
        Outcome.INCOMPLETE: _mark(Outcome.INCOMPLETE, Tone.WARNING),
        Outcome.FAILED: _mark(Outcome.FAILED, Tone.BAD),
        Outcome.CANCELLED: _mark(Outcome.CANCELLED, Tone.WARNING, _STOPPED_SIGN),
        Outcome.STOPPED: _mark(Outcome.STOPPED, Tone.QUIET, _STOPPED_SIGN),
        Outcome.CUT_OFF: _mark(Outcome.CUT_OFF, Tone.BAD),
        Outcome.REFUSED: _mark(Outcome.REFUSED, Tone.BAD),
    }
)


def outcome_word(outcome: Outcome | None) -> str:
    """The outcome in print, which may be read long after the stream."""
    return OUTCOME_MARKS[outcome].word if outcome else "in progress"
