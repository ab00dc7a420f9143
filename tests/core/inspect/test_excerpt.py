"""What an event says in a line, whatever its shape."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.inspect.excerpt import PARSE_LIMIT, excerpt, run_excerpt
from tests.support.made import message, recording


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"type": "response.output_text.delta", "delta": 'a "b"\n'}, '"a \\"b\\"\\n"'),
        (
            {"type": "response.output_item.added", "item": {"type": "function_call", "name": "f"}},
            "function_call · f",
        ),
        ({"type": "response.content_part.added", "part": {"type": "output_text"}}, "output_text"),
        ({"type": "error", "message": "no", "code": "c"}, "c · no"),
        ({"type": "error", "error": {"message": "no", "code": "c"}}, "c · no"),
        ({"type": "response.failed", "response": {"error": {"message": "no"}}}, "no"),
        ({"type": "response.completed", "response": {"usage": {"output_tokens": 7}}}, "7 tokens"),
        ({"type": "response.output_text.done", "text": "whole"}, '"whole"'),
        ({"type": "x", "item": 7, "text": ["y"]}, ""),
        ({"type": "response.output_item.added", "item": "odd"}, ""),
        (b": ping\n\n", "ping"),
        (b"data: [\n\n", "not JSON: Expecting value at character 1"),
    ],
)
def test_one_line(data: Any, said: str) -> None:
    assert excerpt(recording([(1, data)]), 0) == said


def test_long_and_huge_ones_are_cut() -> None:
    made = recording([(1, {"type": "response.output_text.delta", "delta": "x" * 500})])
    assert excerpt(made, 0, 10) == '"xxxxxxxxxx…'
    made = recording([(1, {"type": "x", "text": "x" * PARSE_LIMIT})])
    assert excerpt(made, 0).endswith(" bytes")


def test_a_run_begins_with_its_first_deltas() -> None:
    made = recording(message(["Peter", " Piper", " picked"] * 100))
    assert run_excerpt(made, range(4, 300), 14) == '"Peter Piper pi…'
    assert run_excerpt(made, range(4, 6), 100) == '"Peter Piper"'
