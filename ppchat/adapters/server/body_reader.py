"""What the proxy sees of a body that it forwards: the frames of a stream, or the server's error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ppchat.adapters.content_decoder import DecodeError, find_decoder, undecodable_problem
from ppchat.core.stream.error_body import clean_line
from ppchat.core.stream.foreign import compressed_format
from ppchat.core.stream.http_errors import http_problem
from ppchat.core.stream.json_lines import LineSplitter
from ppchat.core.stream.signals import End, Problem
from ppchat.core.stream.sniff import EVENT_STREAM, StreamSniffer, media_type
from ppchat.core.stream.sse import Frame, FrameSplitter

_ERROR_BODY_BYTES: Final = 64 * 1024
"""Bytes that are kept of a body that is not a stream, to read the server's error from."""
_READ_THE_REST: Final = "The client got all bytes; its own error, if any, says more."


class BodyReader:
    """Reads the body of a response as it passes; nothing in it can make the reader fail."""

    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        """`headers` have lower-case names."""
        self._status = status
        self._headers = headers
        self._decoder = find_decoder(headers)
        self._splitter: FrameSplitter | LineSplitter = FrameSplitter()
        content_type = headers.get("content-type", "")
        self._sniffer = StreamSniffer(content_type)
        self._start = b""
        self._fault = None if self._decoder else undecodable_problem(headers)
        self._is_declared = status < 400 and media_type(content_type) == EVENT_STREAM
        self._is_stream: bool | None = None
        """None until the first bytes decide; a content type may be wrong."""

    def feed(self, chunk: bytes, at_ns: int) -> Iterator[tuple[Frame, ...]]:
        """The frames that `chunk` completes, stamped with its arrival, in batches."""
        if self._decoder is None or self._fault is not None:
            return
        try:
            for piece in self._decoder.feed(chunk):
                if frames := self._split(piece):
                    yield tuple([Frame(raw, at_ns) for raw in frames])
        except DecodeError as error:
            self._fault = Problem("damaged", str(error), _READ_THE_REST)
        except Exception as error:  # an error in here must not cut off the client
            reason = clean_line(f"{type(error).__name__}: {error}", 200)
            self._fault = Problem("internal error", f"the rest could not be read: {reason}")

    def _split(self, piece: bytes) -> list[bytes]:
        if self._is_stream is None:
            is_stream = self._sniffer.feed(piece)
            if is_stream is None and not self._is_declared:
                return []
            piece = self._start = bytes(self._sniffer.head)
            self._is_stream = not compressed_format(piece) if self._is_declared else is_stream
            if is_stream and not self._is_declared:
                self._splitter = self._sniffer.splitter()
        elif not self._is_stream and len(self._start) < _ERROR_BODY_BYTES:
            self._start += piece
        return self._splitter.feed(piece) if self._is_stream else []

    def flush(self, at_ns: int) -> tuple[Frame, ...]:
        """What follows the last blank line, once the body has ended."""
        rest = self._splitter.flush()
        return (Frame(rest, at_ns),) if rest else ()

    def ending(self, host: str) -> tuple[End, Problem | None]:
        """How a body that came to its end has ended, as far as it could be read."""
        if self._decoder and not self._fault and (cut := self._decoder.problem):
            self._fault = Problem("damaged", cut, _READ_THE_REST)
        if self._is_stream or (self._is_stream is None and self._is_declared and self._decoder):
            return (End.EOF if self._fault is None else End.BROKEN), self._fault
        if self._fault is not None and self._status < 400:
            return End.REFUSED, self._fault
        headers = dict(self._headers)
        if self._fault is None:
            headers.pop("content-encoding", None)  # it is unpacked
        return End.REFUSED, http_problem(
            self._status,
            headers,
            self._start or bytes(self._sniffer.head),
            host=host,
            key_sent=None,
        )
