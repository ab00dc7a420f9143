"""Every word that ends a choice."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.chat_completions.finish_reasons import STANDARD_REASONS, finish_reason
from ppchat.core.response.outcome import Outcome
from ppchat.core.view.ending import ending
from tests.support.chunks import DONE_FRAME, chat_recording, chunk


@pytest.mark.parametrize(
    ("word", "outcome", "words"),
    [
        ("stop", Outcome.COMPLETED, ""),
        ("eos", Outcome.COMPLETED, ""),
        ("end_turn", Outcome.COMPLETED, ""),
        ("tool_calls", Outcome.COMPLETED, ""),
        ("function_call", Outcome.COMPLETED, ""),
        ("tomorrow", Outcome.COMPLETED, ""),
        ("length", Outcome.INCOMPLETE, "raise max_completion_tokens"),
        ("MAX_TOKENS", Outcome.INCOMPLETE, "limit of output tokens"),
        ("model_length", Outcome.INCOMPLETE, "the model's context"),
        ("content_filter", Outcome.INCOMPLETE, "a content filter stopped"),
        ("insufficient_system_resource", Outcome.INCOMPLETE, "short of resources"),
        ("error", Outcome.FAILED, "gave no reason"),
        ("abort", Outcome.CANCELLED, "Cancelled on the server"),
    ],
)
def test_what_a_finish_reason_means(word: str, outcome: Outcome, words: str) -> None:
    recording = chat_recording(chunk(content="a"), chunk(finish=word), DONE_FRAME)
    assert recording.outcome is outcome
    assert recording.response.items[0].status == "completed"
    notice = ending(recording.summary)
    assert words in (notice[1] if notice else "")


@pytest.mark.parametrize("word", ["", None])
def test_an_empty_reason_ends_nothing(word: str | None) -> None:
    recording = chat_recording(chunk(content="a", finish=word))
    assert (recording.type(0), recording.response.status) == ("chunk.content", "in_progress")


def test_the_reasons_of_the_reference_are_known() -> None:
    assert {finish_reason(word).status for word in STANDARD_REASONS} == {"completed", "incomplete"}
