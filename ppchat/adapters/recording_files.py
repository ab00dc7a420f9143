"""Reads recordings from files of every known format, and writes exports."""

from __future__ import annotations

import itertools
import os
import stat
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from ppchat.adapters.capture.stdin import stamped_stdin
from ppchat.core.errors import UsageError
from ppchat.core.formats import har, vcr_cassette
from ppchat.core.formats.captures.curl_trace import stream_from_trace
from ppchat.core.formats.captures.http_text import response_of_verbose, response_signals
from ppchat.core.formats.captures.timed_lines import strip_times
from ppchat.core.formats.chunks import Chunk, split_lines
from ppchat.core.formats.detect import HEAD_SIZE, FileFormat, detect_format
from ppchat.core.formats.http_exchange import GZIP_MAGIC
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.recorded_stream import (
    RecordedStream,
    foreign_stream,
    stream_from_event_lines,
    stream_from_sse,
    streams_from_jsonl,
)
from ppchat.core.formats.split_responses import split_responses
from ppchat.core.security.sanitize import sanitize
from ppchat.core.text.json_text import parse_json

_CHUNK: Final = 1 << 16
_FILE_LIMIT: Final = 256 * 1024 * 1024
"""Maximum bytes of a file that must be read at once: an HTTP archive or a cassette."""

_GROWTH: Final = 1.25
"""Times its size that what was read must have grown before its format is detected again."""

STDIN: Final = "-"


@contextmanager
def open_recorded_streams(name: str) -> Iterator[Iterator[RecordedStream]]:
    """The streams in a file, or on stdin for "-"; they must be read in order.

    What still arrives on stdin is stamped as it arrives. All formats but archives, cassettes and
    traces are read lazily, in bounded memory. Raises UsageError, here or while a stream is read,
    if the file cannot be read or is not a recording.
    """
    try:
        if name == STDIN:
            stamped = stamped_stdin()
            yield read_streams(*(stamped or (_read_chunks(sys.stdin.buffer), False)))
            return
        if Path(name).is_dir():
            raise UsageError(f"{name}: is a directory")
        with Path(name).open("rb") as file:
            yield read_streams(_read_chunks(file), is_live=False)
    except FormatError as error:
        raise UsageError(f"{_display_name(name)}: {error}") from None
    except OSError as error:
        raise UsageError(f"{_display_name(name)}: {error.strerror or error}") from None


def _display_name(name: str) -> str:
    return "stdin" if name == STDIN else name


def read_streams(
    chunks: Iterator[Chunk], is_live: bool, *, timed: bool | None = None
) -> Iterator[RecordedStream]:
    """The streams in bytes of any format. Raises FormatError.

    While they still arrive, the times of the chunks are those of the events.
    """
    timed = is_live if timed is None else timed
    rest = _decompressed(chunks)
    file_format, head = _detect_format(rest)
    chunks = itertools.chain(head, rest)
    data = (chunk.data for chunk in chunks)
    match file_format:
        case FileFormat.JSONL:
            for stream in streams_from_jsonl(line.data for line in split_lines(chunks)):
                yield replace(stream, is_live=is_live)
        case FileFormat.EVENT_LINES:
            yield from _body_streams(stream_from_event_lines(chunks, timed=timed), is_live)
        case FileFormat.SSE:
            yield from _body_streams(stream_from_sse(chunks, timed=timed), is_live)
        case FileFormat.HTTP_TEXT:
            yield RecordedStream(response_signals(chunks), timed=timed, is_live=is_live)
        case FileFormat.CURL_VERBOSE:
            signals = response_signals(response_of_verbose(chunks))
            yield RecordedStream(signals, timed=timed, is_live=is_live)
        case FileFormat.TIMED_LINES:
            yield from read_streams(strip_times(chunks), is_live, timed=True)
        case FileFormat.CURL_TRACE:
            yield stream_from_trace(chunks)
        case FileFormat.FOREIGN:
            yield foreign_stream(b"".join(chunk.data for chunk in head))
        case FileFormat.HAR:
            yield from _require_streams(har.archive_streams(_parse_json(data)), file_format)
        case FileFormat.JSON_CASSETTE:
            yield from _require_streams(
                vcr_cassette.cassette_streams(_parse_json(data)), file_format
            )
        case FileFormat.YAML_CASSETTE:
            yield from _require_streams(
                vcr_cassette.cassette_streams(_parse_yaml(data)), file_format
            )


def _body_streams(stream: RecordedStream, is_live: bool) -> Iterator[RecordedStream]:
    """The streams in a body: one per response, unless it still arrives."""
    if is_live:
        yield replace(stream, is_live=True)
        return
    for signals in split_responses(stream.signals):
        yield replace(stream, signals=signals)


def _read_chunks(file: BinaryIO) -> Iterator[Chunk]:
    """The bytes of a file: of a pipe as they arrive."""
    read: Callable[[int], bytes] = getattr(file, "read1", file.read)
    while data := read(_CHUNK):
        yield Chunk(0, data)


def _decompressed(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The bytes of a file, without gzip's compression if it has one."""
    head: list[Chunk] = []
    for chunk in chunks:
        head.append(chunk)
        if sum(len(data) for _, data in head) >= len(GZIP_MAGIC):
            break
    is_compressed = b"".join(data for _, data in head).startswith(GZIP_MAGIC)
    chunks = itertools.chain(head, chunks)
    return _gunzip(chunks) if is_compressed else chunks


def _gunzip(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """The bytes of one or more gzip members, in pieces of bounded size."""
    stream, total = zlib.decompressobj(wbits=31), 0
    for at_ns, rest in chunks:
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
                yield Chunk(at_ns, piece)
            rest = stream.unused_data.lstrip(b"\0") if stream.eof else stream.unconsumed_tail
    if not stream.eof:
        raise FormatError("the gzip file is cut off")


def _detect_format(chunks: Iterator[Chunk]) -> tuple[FileFormat, list[Chunk]]:
    """The format of a file, and what was read to detect it: of a pipe no more than needed."""
    head: list[Chunk] = []
    text = b""
    examined = 0
    for chunk in chunks:
        head.append(chunk)
        text += chunk.data
        if len(text) >= HEAD_SIZE:
            break
        if b"\n" in chunk.data and len(text) > examined * _GROWTH:
            examined = len(text)
            with suppress(FormatError):
                file_format = detect_format(text)
                if file_format is not FileFormat.FOREIGN:  # more bytes may say more about that
                    return file_format, head
    return detect_format(text), head


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
        return parse_json(_read_all(chunks).removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
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
        if sys.stdout.isatty():
            sys.stdout.writelines(sanitize(chunk.decode(errors="replace")) for chunk in chunks)
        else:
            sys.stdout.buffer.writelines(chunks)
        sys.stdout.flush()
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


def _encode(piece: str | bytes) -> bytes:
    return piece.encode(errors="replace") if isinstance(piece, str) else piece
