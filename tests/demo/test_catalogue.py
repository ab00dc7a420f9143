"""The demo's questions, as they are offered."""

from __future__ import annotations

from ppchat.demo.catalogue import QUESTIONS
from ppchat.demo.recordings import recordings


def test_each_recording_is_offered_but_the_one_for_any_other_prompt() -> None:
    recorded = {
        (r.request.body["input"], m.title) for r, m in recordings() if "*" not in m.keywords
    }
    assert set(QUESTIONS) == recorded
    assert len(QUESTIONS) == len(recorded)


def test_the_tongue_twister_comes_first() -> None:
    assert "Peter Piper" in QUESTIONS[0].prompt
