"""The final texts of a complete item."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.responses.state.final_texts import final_texts
from ppchat.core.response.response import ENTRY_LIMIT


def test_parts_are_numbered_per_list() -> None:
    annotation = {"type": "url_citation"}
    item = {
        "type": "message",
        "content": [
            {"type": "output_text", "text": "a", "annotations": [annotation, None]},
            {"type": "refusal", "refusal": "no"},
        ],
        "summary": [{"type": "summary_text", "text": "s"}],
    }
    assert list(final_texts(item)) == [
        ("text", 0, "a", (annotation,)),
        ("refusal", 1, "no", ()),
        ("summary", 0, "s", ()),
    ]


def test_a_call_is_one_part() -> None:
    call = {"type": "custom_tool_call", "input": "x"}
    assert list(final_texts(call)) == [("input", 0, "x", ())]


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"type": "function_call", "arguments": None},
        {"type": "unknown", "input": "x"},
        {"content": "text"},
        {"content": [None, {"type": "output_text"}, {"type": "image", "text": "x"}]},
    ],
)
def test_items_without_texts(item: dict[str, Any]) -> None:
    assert list(final_texts(item)) == []


def test_the_number_of_parts_is_limited() -> None:
    parts = [{"type": "output_text", "text": "x"}] * (ENTRY_LIMIT + 5)
    assert len(list(final_texts({"content": parts}))) == ENTRY_LIMIT
