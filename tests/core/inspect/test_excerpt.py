"""The content of an event in one line, whatever its shape."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.inspect.excerpt import PARSE_LIMIT, excerpt, run_excerpt
from tests.support.recordings import build_recording, message_events


@pytest.mark.parametrize(
    ("data", "expected"),
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
def test_one_line(data: Any, expected: str) -> None:
    assert excerpt(build_recording([(1, data)]), 0) == expected


def test_long_and_huge_ones_are_truncated() -> None:
    stream = build_recording([(1, {"type": "response.output_text.delta", "delta": "x" * 500})])
    assert excerpt(stream, 0, 10) == '"xxxxxxxxxx…'
    stream = build_recording([(1, {"type": "x", "text": "x" * PARSE_LIMIT})])
    assert excerpt(stream, 0).endswith(" bytes")


def test_a_run_begins_with_its_first_deltas() -> None:
    stream = build_recording(message_events(["Peter", " Piper", " picked"] * 100))
    assert run_excerpt(stream, range(4, 300), 14) == '"Peter Piper pi…'
    assert run_excerpt(stream, range(4, 6), 100) == '"Peter Piper"'
