"""The status before anything was asked."""

from __future__ import annotations

from ppchat.core.view.status import READY
from ppchat.core.view.tone import Tone


def test_before_the_first_prompt_there_is_nothing_to_measure() -> None:
    assert (READY.word, READY.tone, READY.elapsed, READY.figures) == ("ready", Tone.QUIET, "", ())
