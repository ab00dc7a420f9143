"""Findings about choices."""

from __future__ import annotations

from typing import Any

from ppchat.core.dialects.chat_completions.rules.choice_rules import ChoiceRules
from tests.support.chunks import call_chunk, chat_recording, chunk, chunk_of


def codes(*chunks: dict[str, Any], has_ended: bool = True, **body: Any) -> list[str]:
    recording = chat_recording(*chunks, body=body)
    rules = ChoiceRules(recording)
    for event in recording.events():
        rules.check(event)
    return [finding.code for finding in rules.finish(has_ended=has_ended)]


HEAD = chunk(role="assistant", content="")
CALL = call_chunk("{}", id="a", name="f")


def test_a_call_that_was_forced_ends_for_stop() -> None:
    stream = (HEAD, CALL, chunk(finish="stop"))
    assert codes(*stream) == ["calls-without-finish"]
    assert codes(*stream, tool_choice="required") == []
    assert codes(*stream, tool_choice={"type": "function"}) == []
    assert codes(*stream, tool_choice="auto") == ["calls-without-finish"]


def test_calls_that_were_cut_off_are_not_judged() -> None:
    open_call = call_chunk('{"a', id="a", name="f")
    assert codes(HEAD, open_call, chunk(finish="length")) == []
    assert codes(HEAD, open_call, has_ended=False) == []
    assert codes(HEAD, open_call) == ["no-finish"]


def test_a_chunk_with_usage_may_repeat_an_empty_delta() -> None:
    assert codes(HEAD, chunk(content="a"), chunk(finish="stop"), chunk(content="")) == []


def test_each_choice_is_judged_by_itself() -> None:
    assert codes(HEAD, chunk(role="assistant", index=1), chunk(finish="stop")) == ["no-finish"]


def test_choices_beyond_the_limit_are_passed_over() -> None:
    many = chunk_of(*({"index": n, "delta": {"role": "assistant"}} for n in range(5000)))
    assert "no-finish" in codes(many)
