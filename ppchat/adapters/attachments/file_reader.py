"""Reads a file that is to be sent with a prompt, whatever it turns out to be."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from ppchat.adapters.daemon_thread import in_daemon_thread
from ppchat.core.dialects.attachments import (
    SNIFFED_BYTES,
    Attachment,
    AttachmentError,
    AttachmentKind,
    attachment,
    check_size,
    media_type,
    size_limit,
)

_NO_FILES: Final = (
    (stat.S_ISDIR, "it is a folder"),
    (stat.S_ISFIFO, "it is a pipe"),
    (stat.S_ISSOCK, "it is a socket"),
    (lambda mode: stat.S_ISCHR(mode) or stat.S_ISBLK(mode), "it is a device"),
)
_PIECE: Final = 1 << 20
"""Bytes that are read at a time."""


async def attach_file(path: str) -> Attachment:
    """The file at a path, which may begin with `~`, read in a thread that nobody waits for.

    Raises AttachmentError with the reason if it cannot be sent.
    """

    def read() -> Attachment:
        file = read_attachment(path)
        if file.kind is not AttachmentKind.TEXT:
            _ = file.data_url  # encoded here, where nothing waits for it
        return file

    return await in_daemon_thread(read)


def read_attachment(path: str) -> Attachment:
    """The file at a path, which may begin with `~`; waits for the disk.

    Raises AttachmentError with the reason if it cannot be sent.
    """
    try:
        return attachment(attachment_name(path), _read(Path(path).expanduser()))
    except FileNotFoundError as error:
        raise AttachmentError("there is no such file") from error
    except PermissionError as error:
        raise AttachmentError("it may not be read") from error
    except (OSError, RuntimeError, ValueError) as error:  # no home, a NUL in the path
        reason = error.strerror if isinstance(error, OSError) else None
        raise AttachmentError(f"it cannot be read: {reason or error}") from error


def attachment_name(path: str) -> str:
    """What a file is called where it is sent: where it is in the current folder, else its name."""
    parts = Path(path).parts
    is_below = bool(parts) and not Path(path).is_absolute() and parts[0] not in ("~", "..")
    is_below = is_below and ".." not in parts and not parts[0].startswith("~")
    name = Path(path).as_posix() if is_below else Path(path).name or path
    return name.encode(errors="replace").decode()  # which need not be UTF-8


def _read(path: Path) -> bytes:
    """The bytes of a file that can be sent. Raises OSError, AttachmentError."""
    _check_is_file(path.stat().st_mode)
    # A pipe that takes the file's place meanwhile would wait for its writer.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        before = os.fstat(file.fileno())
        _check_is_file(before.st_mode)
        pieces = [file.read(SNIFFED_BYTES)]
        of_type = media_type(pieces[0])
        check_size(before.st_size, of_type)
        limit, _ = size_limit(of_type)
        size = len(pieces[0])
        while size <= limit and (piece := file.read(_PIECE)):
            pieces.append(piece)
            size += len(piece)
        after = os.fstat(file.fileno())
        changed = (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)
        is_short = size != before.st_size and before.st_size > 0
        if changed or is_short:
            raise AttachmentError("it changed while it was read: attach it again")
    return b"".join(pieces)


def _check_is_file(mode: int) -> None:
    for is_kind, reason in _NO_FILES:
        if is_kind(mode):
            raise AttachmentError(reason)
