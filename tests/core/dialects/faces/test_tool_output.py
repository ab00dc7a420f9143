"""What tools return, as blocks."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.faces.tool_output import (
    MAX_LINES,
    json_block,
    list_block,
    output_blocks,
    single_line,
)
from tests.support.images import base64_png


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, []),
        ("", []),
        ("two herons", [("text", "two herons")]),
        (' {"a": 1}\n', [("json", ' {"a": 1}\n')]),
        ('{"a": 1', [("text", '{"a": 1')]),
        ([{"type": "input_text", "text": "t"}], [("text", "t")]),
        ([{"image_url": "https://a.example/b"}], [("", "https://a.example/b")]),
        ([{"image_url": {"url": "https://a.example/b"}}], [("", "https://a.example/b")]),
        ([{"type": "image", "data": base64_png()}], [("", "PNG · 8×8 · 111 B")]),
        ([{"filename": "a.csv"}], [("", "file · a.csv")]),
        ([{"odd": 1}], [("json", '{\n  "odd": 1\n}')]),
        ([1], [("json", "[\n  1\n]")]),
        (7, [("json", "7")]),
        ([], []),
    ],
)
def test_any_output_is_blocks(value: Any, expected: list[tuple[str, str]]) -> None:
    assert [(block.language, block.text) for block in output_blocks(value)] == expected


def test_of_a_long_list_the_first_entries_are_named_and_the_rest_counted() -> None:
    entries = [str(n) for n in range(10_000)]
    (block,) = list_block(entries, iter(entries))
    *lines, last = block.text.splitlines()
    assert (lines, last) == (entries[:MAX_LINES], "… 9,900 more")
    assert list(output_blocks([{"text": "x"}] * (MAX_LINES + 2)))[-1].text == "… 2 more"
    assert list(list_block([], [])) == []


def test_huge_json_is_shortened() -> None:
    text = json_block({"s": "x" * 9_000, "l": [0] * 9_000, "m": {str(n): 0 for n in range(9_000)}})
    assert "xx… 9,000 characters" in text.text
    assert "… 8,900 more" in text.text
    assert '"…": 8900' in text.text
    assert len(text.text) < 10_000
    assert "…" in json_block([[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]).text


def test_a_text_on_one_line() -> None:
    assert single_line(" a\n b ") == "a b"
    assert single_line("abcdef", 3) == "abc…"
    assert single_line("a" * 9 + " " * 9, 3) == "aaa…"
