"""What an item looks like, while it grows and when it is complete."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.faces.item_face import item_heading, item_sections
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.response.response import ContentPart, JsonObject, OutputItem
from ppchat.core.text.rope import Rope
from tests.gallery.gallery import gallery
from tests.support.item_faces import face


def shown(data: JsonObject | None, *parts: tuple[str, str]) -> list[tuple[str, str, str]]:
    """The keys, the titles and the texts of the sections of an item."""
    item_type = str(data.get("type", "")) if data else "mcp_call"
    held = tuple(ContentPart(kind, n, Rope(text)) for n, (kind, text) in enumerate(parts))
    status = str(data.get("status", "completed")) if data else "in_progress"
    item = OutputItem(0, item_type, status=status, data=data, parts=held)
    return [(s.key, s.title, str(s.text)) for s in item_sections(item, RESPONSES)]


def test_streamed_parts_come_first_and_bear_the_heading() -> None:
    call = {"type": "mcp_call", "name": "find", "server_label": "birds"}
    assert shown(call, ("arguments", "{}")) == [("arguments0", "MCP call · birds · find", "{}")]
    assert shown({**call, "output": "2"}, ("arguments", "{}")) == [
        ("arguments0", "MCP call · birds · find", "{}"),
        ("block0", "output", "2"),
    ]


def test_the_heading_stands_alone_where_a_block_has_its_own() -> None:
    call = {"type": "mcp_call", "output": "2"}
    assert shown(call) == [("tool", "MCP call", ""), ("block0", "output", "2")]
    assert shown(None) == [("tool", "MCP call", "")]


def test_later_parts_are_numbered() -> None:
    parts = (("command", "ls"), ("command", "du"))
    assert [title for _, title, _ in shown({"type": "shell_call"}, *parts)] == [
        "shell",
        "command 2",
    ]


def test_blocks_replace_the_parts_that_they_show_better() -> None:
    item: dict[str, Any] = {"type": "shell_call_output", "output": []}
    assert shown(item, ("output", "ab")) == [("output0", "shell output", "ab")]
    item["output"] = [{"stdout": "a", "stderr": "b", "outcome": {}}]
    assert [key for key, _, _ in shown(item, ("output", "ab"))] == ["block0", "block1"]
    item["status"] = "in_progress"  # another command may be writing
    assert [key for key, _, _ in shown(item, ("output", "ab"))] == ["output0"]


def test_an_unknown_item_is_shown_as_json_with_its_name() -> None:
    item = {"type": "brand_new_call", "name": "n"}
    ((_, title, text),) = shown(item)
    assert title == "brand new call · n"
    assert '"type": "brand_new_call"' in text
    assert shown({"a": 1})[0][1] == "item"


@pytest.mark.parametrize("name", gallery())
def test_a_heading_says_the_same_while_its_item_grows(name: str) -> None:
    """But for what is added to it once it is known, at its end."""
    recording = gallery()[name]
    headings: dict[int, str] = {}
    for position in range(len(recording) + 1):
        for item in recording.at(position).items:
            heading = item_heading(item, RESPONSES).partition(" · preview")[0]
            before = headings.get(item.output_index, "").removesuffix(" · 0 tools")
            assert heading.startswith(before)
            headings[item.output_index] = heading


def test_a_face_in_one_line_each() -> None:
    assert face({"type": "program_output", "result": "[1]"}) == ["program output: [1]"]
