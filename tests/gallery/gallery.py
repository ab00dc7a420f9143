"""One recording per type of item, valid by the SDK's types; `main` writes them into a folder.

`python -m tests.gallery.gallery FOLDER` makes files that `ppchat open` and `ppchat serve` read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from tests.gallery import client_tools, server_tools, words
from tests.support.jsonl import dump_lines

SCENES: Final[Mapping[str, Callable[[], Recording]]] = {
    scene.__name__: scene
    for scene in (
        words.message,
        words.reasoning,
        words.compaction,
        words.audio,
        client_tools.function_call,
        client_tools.function_call_output,
        client_tools.custom_tool_call,
        client_tools.custom_tool_call_output,
        server_tools.web_search_call,
        server_tools.file_search_call,
        server_tools.code_interpreter_call,
        server_tools.image_generation_call,
        server_tools.mcp_list_tools,
        server_tools.mcp_call,
        server_tools.mcp_approval_request,
        server_tools.mcp_approval_response,
        server_tools.tool_search_call,
        server_tools.tool_search_output,
        server_tools.additional_tools,
        client_tools.shell_call,
        client_tools.shell_call_output,
        client_tools.local_shell_call,
        client_tools.local_shell_call_output,
        client_tools.apply_patch_call,
        client_tools.apply_patch_call_output,
        client_tools.computer_call,
        client_tools.computer_call_output,
        client_tools.program,
        client_tools.program_output,
    )
}
"""What makes the recording of an item type, by the type; `audio` is of events without an item."""


@cache
def gallery() -> Mapping[str, Recording]:
    """All recordings, by the type of item that each shows."""
    return {name: scene() for name, scene in SCENES.items()}


def main(folder: Path) -> None:
    """Write a file for each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, recording in gallery().items():
        lines = dump_lines(recording, Metadata(title=name.replace("_", " ")))
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="ascii", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
