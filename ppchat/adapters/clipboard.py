"""The clipboard: the terminal's own way (OSC 52), and the tools that a desktop has."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

OSC52_LIMIT: Final = 74_994
"""Characters of Base64 that xterm takes; many terminals drop a longer sequence unseen."""

_TOOLS: Final[Sequence[tuple[str, Sequence[str]]]] = (
    ("TMUX", ("tmux", "load-buffer", "-w", "-")),
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
    ("WSL_DISTRO_NAME", ("clip.exe",)),
)
_PATIENCE_S: Final = 2


def osc52(text: str, *, in_tmux: bool) -> str:
    """The sequence by which a terminal takes `text`; empty where it is too long for that."""
    encoded = base64.b64encode(text.encode(errors="replace")).decode()
    if len(encoded) > OSC52_LIMIT:
        return ""
    sequence = f"\x1b]52;c;{encoded}\a"
    if in_tmux:  # tmux passes a sequence on when it is wrapped, with its escapes doubled
        return f"\x1bPtmux;{sequence.replace(chr(27), chr(27) * 2)}\x1b\\"
    return sequence


async def copy_by_tool(text: str, environment: Mapping[str, str]) -> str:
    """The name of the first tool at hand that took `text`; empty where none did."""
    for variable, command in _TOOLS:
        if variable and not environment.get(variable):
            continue
        program = shutil.which(command[0], path=environment.get("PATH"))
        if program and await _fed([program, *command[1:]], text):
            return command[0]
    return ""


async def _fed(command: Sequence[str], text: str) -> bool:
    quiet = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=quiet, stderr=quiet
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await process.communicate(text.encode(errors="replace"))
    except TimeoutError:
        process.kill()
        await process.wait()
        return False
    return process.returncode == 0


def copy_to_file(text: str, folder: Path) -> Path:
    """A private file with `text`, where no clipboard takes it. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "copied.txt"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text.encode(errors="replace"))
    return path
