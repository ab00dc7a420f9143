"""Reads recordings from files of every known format, and writes exports."""

from __future__ import annotations

import itertools
import json
import os
import stat
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from ppchat.core.errors import UsageError
from ppchat.core.formats import har, vcr_cassette
from ppchat.core.formats.detect import HEAD_SIZE, FileFormat, detect_format
from ppchat.core.formats.http_exchange import GZIP_MAGIC
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.recorded_stream import (
    RecordedStream,
    foreign_stream,
    split_lines,
    stream_from_event_lines,
    stream_from_jsonl,
    stream_from_sse,
)
from ppchat.core.security.sanitize import sanitize

_CHUNK: Final = 1 << 16
_LINE_LIMIT: Final = 128 * 1024 * 1024
_FILE_LIMIT: Final = 256 * 1024 * 1024
"""Maximum bytes of a file that must be read at once: an HTTP archive or a cassette."""

STDIN: Final = "-"


@contextmanager
def open_recorded_streams(
    name: str, clock: Callable[[], int] | None = None
) -> Iterator[Iterator[RecordedStream]]:
    """The streams in a file, or on stdin for "-"; they must be read in order.

    With a clock, an event stream without times is stamped as its bytes arrive. All formats but
    archives and cassettes are read lazily, in bounded memory. Raises UsageError, here or while a
    stream is read, if the file cannot be read or is not a recording.
    """
    try:
        with _open_file(name) as file:
            yield _read_streams(file, clock)
    except FormatError as error:
        raise UsageError(f"{_display_name(name)}: {error}") from None
    except OSError as error:
        raise UsageError(f"{_display_name(name)}: {error.strerror or error}") from None


def _display_name(name: str) -> str:
    return "stdin" if name == STDIN else name


@contextmanager
def _open_file(name: str) -> Iterator[BinaryIO]:
    if name == STDIN:
        yield sys.stdin.buffer
        return
    if Path(name).is_dir():
        raise UsageError(f"{name}: is a directory")
    with Path(name).open("rb") as file:
        yield file


def _read_streams(file: BinaryIO, clock: Callable[[], int] | None) -> Iterator[RecordedStream]:
    rest = _decompressed(_read_chunks(file))
    file_format, head = _detect_format(rest)
    chunks = itertools.chain([head], rest)
    match file_format:
        case FileFormat.JSONL:
            yield stream_from_jsonl(split_lines(chunks, _LINE_LIMIT))
        case FileFormat.EVENT_LINES:
            yield stream_from_event_lines(split_lines(chunks, _LINE_LIMIT))
        case FileFormat.SSE:
            yield stream_from_sse(chunks, clock)
        case FileFormat.FOREIGN:
            yield foreign_stream(head)
        case FileFormat.HAR:
            yield from _require_streams(har.archive_streams(_parse_json(chunks)), file_format)
        case FileFormat.JSON_CASSETTE:
            yield from _require_streams(
                vcr_cassette.cassette_streams(_parse_json(chunks)), file_format
            )
        case FileFormat.YAML_CASSETTE:
            yield from _require_streams(
                vcr_cassette.cassette_streams(_parse_yaml(chunks)), file_format
            )


def _read_chunks(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file: of a pipe as they arrive."""
    read: Callable[[int], bytes] = getattr(file, "read1", file.read)
    while chunk := read(_CHUNK):
        yield chunk


def _decompressed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The bytes of a file, without gzip's compression if it has one."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= len(GZIP_MAGIC):
            break
    chunks = itertools.chain([head] if head else [], chunks)
    return _gunzip(chunks) if head.startswith(GZIP_MAGIC) else chunks


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of one or more gzip members, in pieces of bounded size."""
    stream, total = zlib.decompressobj(wbits=31), 0
    for chunk in chunks:
        rest = chunk
        while rest:
            if stream.eof:
                stream = zlib.decompressobj(wbits=31)
            try:
                piece = stream.decompress(rest, _CHUNK)
            except zlib.error:
                raise FormatError("the gzip file is damaged") from None
            total += len(piece)
            if total > _FILE_LIMIT:
                raise FormatError(f"decompressed, it is larger than {_FILE_LIMIT:,} bytes")
            if piece:
                yield piece
            rest = stream.unused_data.lstrip(b"\0") if stream.eof else stream.unconsumed_tail
    if not stream.eof:
        raise FormatError("the gzip file is cut off")


def _detect_format(chunks: Iterator[bytes]) -> tuple[FileFormat, bytes]:
    """The format of a file, and the bytes read to detect it: of a pipe no more than needed."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= HEAD_SIZE:
            break
        if b"\n" in chunk:
            with suppress(FormatError):
                file_format = detect_format(head)
                if file_format is not FileFormat.FOREIGN:  # more bytes may say more about that
                    return file_format, head
    return detect_format(head), head


def _require_streams(
    streams: Iterator[RecordedStream], file_format: FileFormat
) -> Iterator[RecordedStream]:
    first = next(streams, None)
    if first is None:
        raise FormatError(f"{file_format.value} without any event stream")
    yield first
    yield from streams


def _read_all(chunks: Iterable[bytes]) -> bytes:
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > _FILE_LIMIT:
            raise FormatError(f"larger than {_FILE_LIMIT:,} bytes")
    return bytes(data)


def _parse_json(chunks: Iterable[bytes]) -> Any:
    try:
        return json.loads(_read_all(chunks).removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"cut off or damaged: {error}") from None


def _parse_yaml(chunks: Iterable[bytes]) -> Any:
    try:
        import yaml
    except ImportError:
        command = "pip install 'ppchat[cassettes]'"
        raise FormatError(f"a cassette requires PyYAML: {command}") from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(_read_all(chunks), Loader=loader)  # noqa: S506 (both are safe)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        first = str(error).partition("\n")[0]
        raise FormatError(f"cut off or damaged: {first}") from None


def write_export(name: str | None, pieces: Iterable[str | bytes], *, force: bool) -> None:
    """Write to a file, or to stdout for None or "-"; output to a terminal is sanitized.

    An existing file is replaced only with `force`, and atomically. Raises UsageError if the file
    cannot be written.
    """
    chunks = map(_encode, pieces)
    if name is None or name == STDIN:
        output = map(_sanitize, chunks) if sys.stdout.isatty() else chunks
        sys.stdout.buffer.writelines(output)
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    if not _is_valid_name(name):
        raise UsageError(f"{name}: not a valid file name")
    try:
        if not path.exists():
            _create(path, chunks)
        elif not force:
            raise UsageError(f"{name}: already exists; use --force to overwrite it")
        elif path.is_file():
            _replace(path.resolve(), chunks)
        else:  # a device or a pipe
            with path.open("wb") as file:
                file.writelines(chunks)
    except FileExistsError:
        raise UsageError(f"{name}: already exists; use --force to overwrite it") from None
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}") from None


def _is_valid_name(name: str) -> bool:
    try:
        return b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        return False


def _create(path: Path, chunks: Iterable[bytes]) -> None:
    with path.open("xb") as file:
        try:
            file.writelines(chunks)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _replace(path: Path, chunks: Iterable[bytes]) -> None:
    descriptor, name = tempfile.mkstemp(prefix=".ppchat-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(chunks)
        temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sanitize(chunk: bytes) -> bytes:
    return sanitize(chunk.decode(errors="replace")).encode()


def _encode(piece: str | bytes) -> bytes:
    return piece.encode(errors="replace") if isinstance(piece, str) else piece
