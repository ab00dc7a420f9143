"""Why an answer ends."""

from __future__ import annotations

from ppchat.core.dialects.ollama.done_reasons import status_and_reason


def test_only_a_limit_leaves_an_answer_incomplete() -> None:
    assert status_and_reason("length") == ("incomplete", "length")
    assert status_and_reason("unload") == status_and_reason("boredom") == ("completed", "")
