"""The texts of an item given whole."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.responses.final_texts import given_texts
from ppchat.core.response.response import LIMIT


def test_each_part_has_its_number_in_its_own_list() -> None:
    note = {"type": "url_citation"}
    item = {
        "type": "message",
        "content": [
            {"type": "output_text", "text": "a", "annotations": [note, None]},
            {"type": "refusal", "refusal": "no"},
        ],
        "summary": [{"type": "summary_text", "text": "s"}],
    }
    assert list(given_texts(item)) == [
        ("text", 0, "a", (note,)),
        ("refusal", 1, "no", ()),
        ("summary", 0, "s", ()),
    ]


def test_a_call_is_one_part() -> None:
    call = {"type": "custom_tool_call", "input": "x"}
    assert list(given_texts(call)) == [("input", 0, "x", ())]


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"type": "function_call", "arguments": None},
        {"type": "unheard_of", "input": "x"},
        {"content": "text"},
        {"content": [None, {"type": "output_text"}, {"type": "image", "text": "x"}]},
    ],
)
def test_what_is_no_text_gives_none(item: dict[str, Any]) -> None:
    assert list(given_texts(item)) == []


def test_a_flood_of_parts_is_cut() -> None:
    parts = [{"type": "output_text", "text": "x"}] * (LIMIT + 5)
    assert len(list(given_texts({"content": parts}))) == LIMIT
