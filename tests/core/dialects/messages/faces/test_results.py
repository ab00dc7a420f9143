"""What the results of tools look like."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.faces.item_face import item_sections
from ppchat.core.dialects.messages.dialect import MESSAGES
from tests.support.messages import block_start, block_stop, message_start, messages_recording

PICTURE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "QUJD"}}


def face(block_type: str, content: Any) -> list[str]:
    """The sections of a result: title and text; a `!` begins those that failed."""
    fields = {"tool_use_id": "t", "content": content}
    events = (message_start(), block_start(0, block_type, **fields), block_stop(0))
    (item,) = messages_recording(*events, end=None).response.items
    return [
        f"{'!' if section.failed else ''}{section.title}: {section.text}".removesuffix(": ")
        for section in item_sections(item, MESSAGES)
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"stdout": "a\n", "stderr": "", "return_code": 0}, ["bash · return code 0: a\n"]),
        (
            {"stdout": "a", "stderr": "b", "return_code": 3},
            ["bash · return code 3: a", "!stderr · return code 3: b"],
        ),
        ({"stdout": "", "stderr": "b"}, ["bash", "!stderr: b"]),
        (
            {"stdout": "a", "return_code": 0, "content": [{"file_id": "f_1"}, {}, 7]},
            ["bash · return code 0: a", "file: f_1"],
        ),
        ({"error_code": "unavailable"}, ["bash · unavailable", "!error: unavailable"]),
        (
            {"error_code": "unavailable", "error_message": "Later."},
            ["bash · unavailable", "!error: unavailable · Later."],
        ),
        ("odd", ["bash: odd"]),
        (None, ["bash"]),
    ],
)
def test_what_a_command_did(content: Any, expected: list[str]) -> None:
    assert face("bash_code_execution_tool_result", content) == expected


def test_a_result_has_its_text_and_its_images() -> None:
    content = [{"type": "text", "text": "See:"}, PICTURE, {"type": "image", "source": 7}, 7]
    assert [line.partition(":")[0] for line in face("mcp_tool_result", content)] == [
        "MCP call",
        "image",
    ]


def test_the_tools_of_a_server_are_named() -> None:
    listing = block_start(0, "mcp_tool_listing", mcp_server_name="birds", tools=[{"name": "find"}])
    recording = messages_recording(message_start(), listing, block_stop(0), end=None)
    (section,) = item_sections(recording.response.items[0], MESSAGES)
    assert (section.title, str(section.text)) == ("MCP tools · birds · 1 tool", "find")
