"""The clipboard: the terminal's (OSC 52), and the desktop's tools."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

OSC52_LIMIT: Final = 74_994
"""Characters of Base64 that xterm accepts; many terminals silently drop a longer sequence."""

_TOOLS: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("TMUX", ("tmux", "load-buffer", "-w", "-")),
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
    ("WSL_DISTRO_NAME", ("clip.exe",)),
)
_TIMEOUT_S: Final = 2


def osc52(text: str, *, in_tmux: bool) -> str:
    """The escape sequence that copies `text`; empty if the text is too long for it."""
    encoded = base64.b64encode(text.encode(errors="replace")).decode()
    if len(encoded) > OSC52_LIMIT:
        return ""
    sequence = f"\x1b]52;c;{encoded}\a"
    if in_tmux:  # tmux forwards a sequence that is wrapped, with its escapes doubled
        return f"\x1bPtmux;{sequence.replace(chr(27), chr(27) * 2)}\x1b\\"
    return sequence


async def copy_with_tool(text: str, environment: Mapping[str, str]) -> str:
    """Copy `text` with the first tool that works; returns the name of that tool, or ""."""
    for variable, command in _TOOLS:
        if variable and not environment.get(variable):
            continue
        program = shutil.which(command[0], path=environment.get("PATH"))
        if program and await _pipe_to([program, *command[1:]], text):
            return command[0]
    return ""


async def _pipe_to(command: Sequence[str], text: str) -> bool:
    devnull = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=devnull, stderr=devnull
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            await process.communicate(text.encode(errors="replace"))
    except TimeoutError:
        process.kill()
        await process.wait()
        return False
    return process.returncode == 0


def copy_to_file(text: str, folder: Path) -> Path:
    """Write `text` to a private file, for when no clipboard is available. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "copied.txt"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text.encode(errors="replace"))
    return path
