"""The texts that a content block holds whole."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.messages.block_text import error_code, input_text, result_text

DOCUMENT = {"type": "document", "source": {"type": "text", "data": "A page."}}
PDF = {"type": "document", "source": {"type": "base64", "data": "JVBERi0="}}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("plain", "plain"),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}, 3], "a\nb"),
        ([{"url": "https://a.b", "title": "A"}], "A · https://a.b"),
        ({"stdout": "out\n", "stderr": "err\n", "return_code": 1}, "out\nerr"),
        ({"type": "text_editor_code_execution_view_result", "content": "a\nb"}, "a\nb"),
        ({"lines": ["-a", "+b", 3]}, "-a\n+b"),
        ({"tool_references": [{"tool_name": "f"}, {"tool_name": "g"}]}, "f\ng"),
        ({"type": "web_fetch_result", "url": "https://a.b", "content": DOCUMENT}, "A page."),
        ({"type": "web_fetch_result", "url": "https://a.b", "content": PDF}, ""),
        ({"type": "advisor_result", "text": "Do."}, "Do."),
        ({"error_code": "unavailable", "error_message": "Later."}, "Later."),
        (None, ""),
        (3, ""),
        ({"content": {"source": 3}, "lines": 3}, ""),
    ],
)
def test_the_text_of_a_result(content: Any, expected: str) -> None:
    assert result_text({"tool_use_id": "t", "content": content}) == expected
    assert result_text({"content": content}) == ""


@pytest.mark.parametrize(
    ("value", "expected"), [({}, ""), ({"ü": 1}, '{"ü": 1}'), ("a", ""), (None, "")]
)
def test_the_input_of_a_tool_that_does_not_stream(value: Any, expected: str) -> None:
    assert input_text({"input": value}) == expected


def test_the_code_of_an_error() -> None:
    assert error_code({"content": {"error_code": "unavailable"}}) == "unavailable"
    assert error_code({"content": []}) == ""
