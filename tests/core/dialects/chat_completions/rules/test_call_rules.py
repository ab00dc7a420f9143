"""Findings about the fragments of calls."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.chunk import growths
from ppchat.core.dialects.chat_completions.rules.call_rules import CallRules
from tests.support.chunks import call_chunk, chunk


def messages(*chunks: dict[str, Any]) -> list[str]:
    rules = CallRules(0)
    for n, data in enumerate(chunks):
        for growth in growths(data):
            rules.check(n, growth)
    return [finding.message for finding in rules.finish(is_complete=True)]


def test_a_call_that_grows() -> None:
    first = call_chunk("", id="a", name="f")
    assert messages(first, call_chunk("{"), call_chunk("}")) == []
    assert messages(first, call_chunk("{}", id="", type="function")) == []


def test_the_older_kind_has_no_id() -> None:
    older = [
        chunk(function_call={"name": "f", "arguments": ""}),
        chunk(function_call={"arguments": "{}"}),
    ]
    assert messages(*older) == []


def test_custom_input_is_no_json() -> None:
    custom = {"index": 0, "id": "x", "type": "custom", "custom": {"name": "sql", "input": "select"}}
    assert messages(chunk(tool_calls=[custom])) == []


@pytest.mark.parametrize(
    ("chunks", "message"),
    [
        ([call_chunk("{}", id="")], "The first fragment of call 0 has no `name` and no `id`."),
        (
            [call_chunk("{", id="a", name="f"), call_chunk("}", id="b")],
            "The index of call 0 is that of another: its id was 'a' and is 'b'.",
        ),
        (
            [call_chunk("{", id="a", name="f"), call_chunk("}", name="f")],
            "The name of call 0 is repeated.",
        ),
        (
            [call_chunk("[1]", id="a", name="f")],
            "The arguments of call 0 are no JSON object: '[1]'.",
        ),
        (
            [call_chunk("{}", call=3, id="a", name="f")],
            "The indices of the calls are 3: there is a gap.",
        ),
    ],
)
def test_each_fault_of_a_call(chunks: list[dict[str, Any]], message: str) -> None:
    assert messages(*chunks) == [message]


def test_calls_under_one_index_are_judged_apart() -> None:
    reported = messages(call_chunk("{}", id="a", name="f"), call_chunk("{", id="b", name="f"))
    assert reported[0].startswith("The index of call 0 is that of another")
    assert reported[1:] == ["The arguments of call 0 are no JSON object: '{'."]
