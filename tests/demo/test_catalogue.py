"""The demo's questions, as they are offered."""

from __future__ import annotations

from ppchat.demo.catalogue import QUESTIONS
from ppchat.demo.recordings import recordings


def test_each_question_is_offered_but_the_one_for_any_other_prompt() -> None:
    inputs = [(r.request.body["input"], m) for r, m in recordings() if "*" not in m.keywords]
    recorded = {(prompt, m.title) for prompt, m in inputs if isinstance(prompt, str)}
    assert set(QUESTIONS) == recorded
    assert len(QUESTIONS) == len(recorded)


def test_the_tongue_twister_comes_first() -> None:
    assert "Peter Piper" in QUESTIONS[0].prompt
