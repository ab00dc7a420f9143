"""Content codings of HTTP (RFC 9110, section 8.4): compressed bytes → the bytes before.

gzip and deflate come with Python; br and zstd need the packages of `ppchat[compression]`.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any, Final, Protocol

from ppchat.core.stream.error_body import clean_line
from ppchat.core.stream.signals import Problem

_PIECE: Final = 1 << 16
"""Bytes that are unpacked at once, so that a few bytes never fill the memory."""
_SLICE: Final = 1 << 9
"""Compressed bytes that are unpacked at once, so that what came out is compared with these."""
_TRUSTED_BYTES: Final = 1 << 20
_MAX_RATIO: Final = 100
"""Times its size that a body may grow above `_TRUSTED_BYTES`; a text grows 5 to 30 times."""
_LINE_BYTES: Final = 32
"""What a line end counts besides: events of a few bytes each cost time, however small they are."""
_MAX_CODINGS: Final = 3


class DecodeError(ValueError):
    """The bytes cannot be unpacked; the text is one line for the user."""


class _Unpacker(Protocol):
    @property
    def is_complete(self) -> bool:
        """Whether the data so far is whole."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bytes that `data` completes, in pieces."""


class ContentDecoder:
    """Unpacks a body as it arrives."""

    def __init__(self, coding: str, unpackers: Iterable[_Unpacker]) -> None:
        self._coding = coding
        self._unpackers = tuple(unpackers)
        self._in_bytes = self._out_bytes = self._lines = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bytes that `data` completes, in pieces. Raises DecodeError."""
        if not self._unpackers:
            yield data
            return
        try:
            for start in range(0, len(data), _SLICE):
                yield from self._feed_slice(data[start : start + _SLICE])
        except DecodeError:
            raise
        except Exception as error:  # each package has an exception of its own
            reason = clean_line(str(error), 100)
            raise DecodeError(f"the {self._coding} data is damaged: {reason}") from None

    def _feed_slice(self, data: bytes) -> Iterator[bytes]:
        self._in_bytes += len(data)
        pieces: Iterator[bytes] = iter((data,))
        for unpacker in self._unpackers:
            pieces = _feed_all(unpacker, pieces)
        for piece in pieces:
            self._out_bytes += len(piece)
            self._lines += piece.count(b"\n") + piece.count(b"\r")
            self._require_plausible()
            yield piece

    def _require_plausible(self) -> None:
        """Raise DecodeError if so much came out of so little that it may never end."""
        cost = self._out_bytes + _LINE_BYTES * self._lines
        if cost > max(_TRUSTED_BYTES, _MAX_RATIO * self._in_bytes):
            size = f"{self._out_bytes:,} bytes in {self._lines:,} lines from {self._in_bytes:,}"
            raise DecodeError(f"the {self._coding} data expands without end: {size} bytes")

    @property
    def problem(self) -> str:
        """That the data ends in the middle, in words; empty if it is whole."""
        if all(unpacker.is_complete for unpacker in self._unpackers):
            return ""
        return f"the {self._coding} data ends in the middle"


def find_decoder(headers: Mapping[str, str]) -> ContentDecoder | None:
    """The decoder for a body with these headers; None if its coding cannot be unpacked here."""
    codings = content_codings(headers)
    makers = [_unpacker_maker(coding) for coding in reversed(codings)]
    known = [maker for maker in makers if maker is not None]
    if len(known) < len(makers) or len(makers) > _MAX_CODINGS:
        return None
    return ContentDecoder(", ".join(codings), [maker() for maker in known])


def content_codings(headers: Mapping[str, str]) -> list[str]:
    """The codings that were applied to a body, in their order; empty if there are none."""
    names = (name.strip().lower() for name in headers.get("content-encoding", "").split(","))
    return [name for name in names if name not in ("", "identity")]


def undecodable_problem(headers: Mapping[str, str]) -> Problem:
    """Why the events of a compressed stream are not read."""
    codings = content_codings(headers)
    packages = any(coding in ("br", "zstd") for coding in codings)
    return Problem(
        "compressed",
        f"compressed ({clean_line(', '.join(codings), 100)}): its events cannot be read",
        "Install the packages that unpack it: pip install 'ppchat[compression]'."
        if packages
        else "This coding is not known. A client can ask for gzip in its Accept-Encoding header.",
    )


def _feed_all(unpacker: _Unpacker, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield from unpacker.feed(piece)


def _unpacker_maker(coding: str) -> Callable[[], _Unpacker] | None:
    match coding:
        case "gzip" | "x-gzip":
            return _Gzip
        case "deflate":
            return _Deflate
        case "br" if _brotli() is not None:
            return _Brotli
        case "zstd" if _zstd() is not None:
            return _Zstd
    return None


class _Gzip:
    """One or more gzip members, one after another."""

    def __init__(self) -> None:
        self._new = partial(zlib.decompressobj, wbits=31)
        self._stream = self._new()
        self._is_empty = True

    @property
    def is_complete(self) -> bool:
        return self._is_empty or self._stream.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            self._is_empty = False
            if self._stream.eof:
                self._stream = self._new()
            yield from _inflate(self._stream, data)
            data = self._stream.unused_data


class _Deflate:
    """A zlib stream, or the bare deflate stream that some servers send instead."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None

    @property
    def is_complete(self) -> bool:
        return self._stream is None or self._stream.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        if data and self._stream is None:
            is_zlib = data[0] & 0x8F == 0x08  # the method and a window of at most 32 KiB
            self._stream = zlib.decompressobj(wbits=15 if is_zlib else -15)
        if self._stream is not None and not self._stream.eof:
            yield from _inflate(self._stream, data)


def _inflate(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while True:
        piece = stream.decompress(data, _PIECE)
        data = stream.unconsumed_tail
        if piece:
            yield piece
        if stream.eof or (not data and len(piece) < _PIECE):
            return


class _Brotli:
    def __init__(self) -> None:
        self._stream = _brotli().Decompressor()
        self._is_empty = True

    @property
    def is_complete(self) -> bool:
        return self._is_empty or bool(self._stream.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._is_empty = self._is_empty and not data
        while not self._stream.is_finished():
            piece = self._stream.process(data, output_buffer_limit=_PIECE)
            data = b""
            if not piece:
                return
            yield piece


class _Zstd:
    """One or more frames, one after another."""

    def __init__(self) -> None:
        self._stream = _zstd().ZstdDecompressor()
        self._is_empty = True

    @property
    def is_complete(self) -> bool:
        return self._is_empty or bool(self._stream.eof)

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._is_empty = self._is_empty and not data
        while data or not self._stream.needs_input:
            if self._stream.eof:
                if not data:
                    return
                self._stream = _zstd().ZstdDecompressor()
            piece = self._stream.decompress(data, _PIECE)
            data = self._stream.unused_data if self._stream.eof else b""
            if piece:
                yield piece


@cache
def _brotli() -> Any:
    """The module that unpacks br; None if it is not installed."""
    try:
        import brotli
    except ImportError:
        return None
    return brotli


@cache
def _zstd() -> Any:
    """The module that unpacks zstd; None if it is not installed."""
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError:
        return None
    return zstd
