"""How the scenes of the gallery place items into a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.demo.script import Script

PREFIXES = {
    "apply_patch_call": "apc",
    "apply_patch_call_output": "apco",
    "code_interpreter_call": "ci",
    "computer_call": "cu",
    "computer_call_output": "cuo",
    "custom_tool_call": "ctc",
    "file_search_call": "fs",
    "function_call": "fc",
    "image_generation_call": "ig",
    "mcp_approval_request": "mcpr",
    "mcp_approval_response": "mcpa",
    "mcp_call": "mcp",
    "mcp_list_tools": "mcpl",
    "message": "msg",
    "reasoning": "rs",
    "shell_call": "sh",
    "shell_call_output": "sho",
    "web_search_call": "ws",
}
"""What the ids of items begin with; of the other types, with the first two letters."""


@contextmanager
def growing(
    script: Script, item_type: str, item: Mapping[str, Any], **start: Any
) -> Iterator[dict[str, Any]]:
    """An item that begins as `item` with the fields of `start`, and ends as `item`.

    Gives the fields that identify it in the events between.
    """
    prefix = PREFIXES.get(item_type, item_type[:2])
    full = {"id": script.new_id(prefix), "type": item_type, **item}
    at = script.add_item({**full, **start})
    yield at
    script.finish_item(full)


def place(script: Script, item_type: str, **item: Any) -> None:
    """An item that comes whole."""
    with growing(script, item_type, item):
        script.wait(1, 9)


def run(script: Script, at: Mapping[str, Any], event: str, *states: str) -> None:
    """The events of the states that a tool of the server goes through, with time between."""
    for state in states:
        script.emit(f"response.{event}.{state}", **at)
        script.wait(120, 640)
