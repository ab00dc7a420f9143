"""Files: recordings of every known kind are read here, and exports written."""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final

from ppchat.core.errors import UsageError
from ppchat.core.formats import har
from ppchat.core.formats import vcr_cassette as cassette
from ppchat.core.formats.detect import HEAD, Kind, kind
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.recorded_stream import (
    Tape,
    cut_lines,
    event_line_tape,
    jsonl_tape,
    sse_tape,
)
from ppchat.core.security.sanitize import safe

_CHUNK: Final = 1 << 16
_LINE_LIMIT: Final = 128 * 1024 * 1024
_WHOLE_LIMIT: Final = 256 * 1024 * 1024
"""Bytes of a file that has to be read whole: an HTTP archive, a cassette."""

STDIN: Final = "-"


@contextmanager
def opened_tapes(name: str, clock: Callable[[], int] | None = None) -> Iterator[Iterator[Tape]]:
    """The streams of a file, or of what comes on stdin for "-"; to be read in their order.

    With a clock, an event stream without times gets those at which its bytes come.
    All but archives and cassettes are read as they are asked for, in bounded memory. Raises
    UsageError, here or while they are read, for what can't be read or is no recording.
    """
    try:
        with _opened(name) as file:
            yield _tapes(file, clock)
    except FormatError as error:
        raise UsageError(f"{_called(name)}: {error}") from None
    except OSError as error:
        raise UsageError(f"{_called(name)}: {error.strerror or error}") from None


def _called(name: str) -> str:
    return "stdin" if name == STDIN else name


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == STDIN:
        yield sys.stdin.buffer
        return
    if Path(name).is_dir():
        raise UsageError(f"{name}: it is a directory")
    with Path(name).open("rb") as file:
        yield file


def _tapes(file: BinaryIO, clock: Callable[[], int] | None) -> Iterator[Tape]:
    found, head = _kind(file)
    chunks = _chunks(file, head)
    match found:
        case Kind.JSONL:
            yield jsonl_tape(cut_lines(chunks, _LINE_LIMIT))
        case Kind.EVENT_LINES:
            yield event_line_tape(cut_lines(chunks, _LINE_LIMIT))
        case Kind.SSE:
            yield sse_tape(chunks, clock)
        case Kind.HAR:
            yield from _some(har.tapes(_json(chunks)), found)
        case Kind.JSON_CASSETTE:
            yield from _some(cassette.tapes(_json(chunks)), found)
        case Kind.CASSETTE:
            yield from _some(cassette.tapes(_yaml(chunks)), found)


def _kind(file: BinaryIO) -> tuple[Kind, bytes]:
    """The kind of a file, and what was read of it to know: of a pipe no more than needed."""
    read: Callable[[int], bytes] = getattr(file, "read1", file.read)
    head = b""
    while len(head) < HEAD:
        chunk = read(HEAD - len(head))
        head += chunk
        if not chunk:
            break
        if b"\n" in chunk:
            with suppress(FormatError):
                return kind(head), head
    return kind(head), head


def _chunks(file: BinaryIO, head: bytes) -> Iterator[bytes]:
    read: Callable[[int], bytes] = getattr(file, "read1", file.read)
    yield head
    while chunk := read(_CHUNK):
        yield chunk


def _some(tapes: Iterator[Tape], found: Kind) -> Iterator[Tape]:
    first = next(tapes, None)
    if first is None:
        raise FormatError(f"{found.value} without any event stream")
    yield first
    yield from tapes


def _whole(chunks: Iterable[bytes]) -> bytes:
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > _WHOLE_LIMIT:
            raise FormatError(f"it is larger than {_WHOLE_LIMIT:,} bytes")
    return bytes(data)


def _json(chunks: Iterable[bytes]) -> Any:
    try:
        return json.loads(_whole(chunks).removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"it is cut off or damaged: {error}") from None


def _yaml(chunks: Iterable[bytes]) -> Any:
    try:
        yaml = import_module("yaml")
    except ImportError:
        advice = "pip install 'ppchat[cassettes]'"
        raise FormatError(f"to read a cassette, PyYAML is needed: {advice}") from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(_whole(chunks), Loader=loader)  # both are safe loaders
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        first = str(error).partition("\n")[0]
        raise FormatError(f"it is cut off or damaged: {first}") from None


def write_export(name: str | None, pieces: Iterable[str | bytes], *, force: bool) -> None:
    """Write to a file, or to stdout for None or "-"; what a terminal gets is made safe for it.

    A file that is there is replaced only with `force`, and only by a whole one. Raises UsageError
    where it can't be written.
    """
    written = map(_encoded, pieces)
    if name is None or name == STDIN:
        shown = map(_shown, written) if sys.stdout.isatty() else written
        sys.stdout.buffer.writelines(shown)
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    if not _is_name(name):
        raise UsageError(f"{name}: no file can have that name")
    try:
        if not path.exists():
            _create(path, written)
        elif not force:
            raise UsageError(f"{name}: it exists already; --force writes over it")
        elif path.is_file():
            _replace(path.resolve(), written)
        else:  # a device or a pipe
            with path.open("wb") as file:
                file.writelines(written)
    except FileExistsError:
        raise UsageError(f"{name}: it exists already; --force writes over it") from None
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}") from None


def _is_name(name: str) -> bool:
    try:
        return b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


def _create(path: Path, written: Iterable[bytes]) -> None:
    with path.open("xb") as file:
        try:
            file.writelines(written)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _replace(path: Path, written: Iterable[bytes]) -> None:
    descriptor, name = tempfile.mkstemp(prefix=".ppchat-", dir=path.parent)
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(written)
        made.chmod(stat.S_IMODE(path.stat().st_mode))
        made.replace(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def _shown(written: bytes) -> bytes:
    return safe(written.decode(errors="replace")).encode()


def _encoded(piece: str | bytes) -> bytes:
    return piece.encode(errors="replace") if isinstance(piece, str) else piece
