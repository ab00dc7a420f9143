"""The image on the clipboard, where a tool of the desktop gives it."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ppchat.adapters.daemon_thread import in_daemon_thread
from ppchat.adapters.processes.child import child_environment
from ppchat.core.dialects.attachments import (
    MAX_IMAGE_BYTES,
    Attachment,
    AttachmentError,
    attachment,
)

_TIMEOUT_S: Final = 3
_TYPE: Final = "image/png"


class _Tool(NamedTuple):
    variable: str
    """What the environment has where the tool works; empty for anywhere."""
    list_types: Sequence[str]
    """The command that lists what types there are; empty if there is none."""
    read: Sequence[str]


_TOOLS: Final = (
    _Tool("WAYLAND_DISPLAY", ("wl-paste", "--list-types"), ("wl-paste", "--type", _TYPE)),
    _Tool(
        "DISPLAY",
        ("xclip", "-selection", "clipboard", "-t", "TARGETS", "-o"),
        ("xclip", "-selection", "clipboard", "-t", _TYPE, "-o"),
    ),
    _Tool("", (), ("pngpaste", "-")),
)
_NO_ANSWER: Final = "the clipboard does not answer"
_NO_TOOL: Final = "no tool reads the clipboard: install wl-clipboard, xclip or pngpaste"


async def clipboard_image(environment: Mapping[str, str], name: str) -> Attachment:
    """The image on the clipboard, under a name. Raises AttachmentError with the reason."""
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            return await in_daemon_thread(lambda: _read_image(environment, name))
    except TimeoutError as error:
        raise AttachmentError(_NO_ANSWER) from error


def _read_image(environment: Mapping[str, str], name: str) -> Attachment:
    reason = _NO_TOOL
    for tool in _TOOLS:
        program = shutil.which(tool.read[0], path=environment.get("PATH"))
        if program is None or (tool.variable and not environment.get(tool.variable)):
            continue
        reason = "there is no image on the clipboard"
        types = tool.list_types
        if types and _TYPE.encode() not in _output([program, *types[1:]], environment):
            continue
        if data := _output([program, *tool.read[1:]], environment):
            return attachment(name, data)
    raise AttachmentError(reason)


def _output(command: Sequence[str], environment: Mapping[str, str]) -> bytes:
    """What a command prints, or just more than an image may have; nothing if it fails."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(environment),
        )
    except OSError:
        return b""
    assert process.stdout
    is_late = threading.Event()

    def end_late() -> None:
        is_late.set()
        process.kill()

    with process:
        end = threading.Timer(_TIMEOUT_S, end_late)
        end.start()
        try:
            data = process.stdout.read(MAX_IMAGE_BYTES + 1)
            if len(data) > MAX_IMAGE_BYTES:
                process.kill()
                return data
            code = process.wait()
            if is_late.is_set():
                raise AttachmentError(_NO_ANSWER)
            return b"" if code else data
        finally:
            end.cancel()
