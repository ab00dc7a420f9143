"""What a line adds."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.ollama.line import growths, image_count, is_line, item_number, with_text
from tests.support.lines import call_line, chat_line, generate_line


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (chat_line("a"), [("text", 1, "a")]),
        (chat_line("a", thinking="b"), [("reasoning", 0, "b"), ("text", 1, "a")]),
        (generate_line("a", thinking="b"), [("reasoning", 0, "b"), ("text", 1, "a")]),
        (call_line("f", {"a": "é"}), [("arguments", 2, '{"a": "é"}')]),
        (call_line("f", '{"a":1}'), [("arguments", 2, '{"a":1}')]),
        (
            chat_line(tool_calls=[{"function": {"index": 3}}, {}, 7]),
            [("arguments", 5, ""), ("arguments", 3, "")],
        ),
        (chat_line(), []),
        ({"message": None, "done": False}, []),
        ({"done": True}, []),
    ],
)
def test_the_pieces_of_a_line(data: dict[str, Any], expected: list[tuple[str, int, str]]) -> None:
    assert [(growth.kind, growth.output_index, growth.text) for growth in growths(data)] == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (chat_line(), True),
        (generate_line(""), True),
        ({"done": False}, True),
        ({"type": "message_start", "message": {}}, False),
        ({"error": "no"}, False),
        ({}, False),
    ],
)
def test_what_is_a_line(data: dict[str, Any], expected: bool) -> None:
    assert is_line(data) is expected


def test_images_are_counted() -> None:
    assert [image_count(line) for line in (chat_line(images=["a", "b"]), chat_line())] == [2, 0]
    assert image_count(generate_line("", image="a")) == 1


def test_another_text_stands_where_the_first_stood() -> None:
    assert with_text(chat_line("a"), "text", "b") == chat_line("b")
    assert with_text(generate_line("", thinking="a"), "reasoning", "b")["thinking"] == "b"
    assert with_text(generate_line("a"), "text", "b") == generate_line("b")


def test_calls_are_numbered() -> None:
    assert [item_number(index) for index in (0, 1, 2, 3)] == ["", "", "0", "1"]
