"""Findings about usage."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.rules.usage_rules import UsageRules
from tests.support.chunks import TWISTER, chat_recording, chunk, chunk_of, usage_chunk

_CONTINUOUS = {"include_usage": True, "continuous_usage_stats": True}


def codes(*chunks: Any, **body: Any) -> list[str]:
    recording = chat_recording(*chunks, body=body)
    rules = UsageRules(recording)
    for event in recording.events():
        rules.check(event)
    return [finding.code for finding in rules.finish(is_complete=True)]


def test_usage_in_every_chunk_may_be_asked_for() -> None:
    chunks = [{**chunk(content="a"), "usage": usage_chunk()["usage"]} for _ in range(3)]
    assert codes(*chunks, usage_chunk()) == ["usage-repeated"]
    assert codes(*chunks, usage_chunk(), messages=[], stream_options=_CONTINUOUS) == []


@pytest.mark.parametrize(
    "last",
    [
        chunk_of(x_groq={"usage": usage_chunk()["usage"]}),
        chunk_of({"index": 0, "delta": {}, "usage": usage_chunk()["usage"]}),
        {**chunk(finish="stop"), "usage": usage_chunk()["usage"]},
    ],
    ids=["groq", "moonshot", "deepseek"],
)
def test_usage_elsewhere_is_a_remark(last: dict[str, Any]) -> None:
    assert codes(*TWISTER[:3], last) == ["usage-place"]


def test_the_tokens_of_the_reasoning_may_be_counted_apart() -> None:
    usage = {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 16}
    usage_rest: dict[str, Any] = {**usage, "completion_tokens_details": {"reasoning_tokens": 4}}
    recording = chat_recording(*TWISTER[:4], chunk_of(usage=usage_rest))
    rules = UsageRules(recording)
    for event in recording.events():
        rules.check(event)
    (finding,) = rules.finish(is_complete=True)
    assert finding.code == "usage-rest"
    assert "counted apart" in finding.message


def test_an_answer_that_is_cut_off_lacks_no_usage() -> None:
    rules = UsageRules(chat_recording(body={"messages": [], "stream_options": _CONTINUOUS}))
    assert list(rules.finish(is_complete=False)) == []
    assert [finding.code for finding in rules.finish(is_complete=True)] == ["usage-missing"]
