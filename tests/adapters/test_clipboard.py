"""The clipboard, with tools that really run."""

from __future__ import annotations

import base64
from pathlib import Path

from ppchat.adapters.clipboard import OSC52_LIMIT, copy_to_file, copy_with_tool, osc52


def test_osc52_carries_the_text_in_base64() -> None:
    assert osc52("Peter ✓", in_tmux=False) == (
        f"\x1b]52;c;{base64.b64encode('Peter ✓'.encode()).decode()}\a"
    )


def test_in_tmux_the_sequence_is_wrapped_and_its_escapes_doubled() -> None:
    assert osc52("a", in_tmux=True) == "\x1bPtmux;\x1b\x1b]52;c;YQ==\a\x1b\\"


def test_a_text_too_long_for_terminals_is_not_sent() -> None:
    assert osc52("x" * OSC52_LIMIT, in_tmux=False) == ""


def install_tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


async def test_the_first_tool_that_works_is_used(tmp_path: Path) -> None:
    install_tool(tmp_path, "wl-copy", "exit 1")
    install_tool(tmp_path, "xclip", f"/bin/cat > {tmp_path}/copied")
    environment = {"WAYLAND_DISPLAY": "w", "DISPLAY": ":0", "PATH": str(tmp_path)}
    assert await copy_with_tool("pickled \ud800", environment) == "xclip"
    assert (tmp_path / "copied").read_text() == "pickled ?"


async def test_without_a_tool_nothing_is_copied(tmp_path: Path) -> None:
    assert await copy_with_tool("x", {"DISPLAY": ":0", "PATH": str(tmp_path)}) == ""
    assert await copy_with_tool("x", {"PATH": str(tmp_path)}) == ""


def test_a_copy_in_a_file_is_private_and_replaces_the_last(tmp_path: Path) -> None:
    copy_to_file("old", tmp_path / "new" / "folder")
    path = copy_to_file("pickled \ud800", tmp_path / "new" / "folder")
    assert path.read_text() == "pickled ?"
    assert path.stat().st_mode & 0o777 == 0o600
