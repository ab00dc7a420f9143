"""The status before anything was asked."""

from __future__ import annotations

from ppchat.core.view.live.status import READY, starting_status
from ppchat.core.view.tone import Tone


def test_before_the_first_prompt_there_is_nothing_to_measure() -> None:
    assert (READY.word, READY.tone, READY.elapsed, READY.figures) == ("ready", Tone.QUIET, "", ())


def test_the_wait_is_counted_from_the_first_moment() -> None:
    assert (starting_status(0).word, starting_status(0).elapsed) == ("starting", "0.0 s")
