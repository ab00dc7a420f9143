"""HTTP requests and responses kept by other programs → recorded streams."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from ppchat.core.dialects.registry import DIALECTS, dialect_of_data
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.recorded_stream import RecordedStream
from ppchat.core.security.redact import redact_headers, redact_url
from ppchat.core.stream.http_errors import http_problem
from ppchat.core.stream.signals import (
    TRUNCATED,
    Arrived,
    End,
    Ended,
    Opened,
    Problem,
    Request,
    Signal,
    Started,
)
from ppchat.core.stream.sniff import EVENT_STREAM, StreamSniffer, media_type
from ppchat.core.stream.sse import Frame, FrameSplitter
from ppchat.core.text.json_text import parse_json

ARCHIVE_HOLDS: Final = "The archive holds"
"""How a sentence begins that says why a stream is missing, or not whole."""
GZIP_MAGIC: Final = b"\x1f\x8b"
_HEAD: Final = 64 * 1024
"""Bytes of a body from which its kind and its error are read."""
_PLAIN_STREAM: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?[\r\n]*(?:(?:event|id|retry)?:[^\r\n]*[\r\n]+)*data: ?[{\[]"
)
"""An event stream whatever the content type says: data lines with JSON."""
_STREAM_PATHS: Final = tuple(path for dialect in DIALECTS for path in dialect.paths)
_DECOMPRESSED_LIMIT: Final = 256 * 1024 * 1024
_UNREADABLE: Final = ("gzip", "deflate", "br", "zstd")


def parse_request(url: str, body: object, method: str = "POST") -> Request:
    """The request that was sent to `url`; an unreadable `body` is taken as empty."""
    data: Any = body
    if isinstance(body, str | bytes):
        try:
            data = parse_json(body)
        except ValueError:
            data = {}
    resume, url = parse_resume(url), redact_url(url)
    request = Request(data if isinstance(data, dict) else {}, _base_url(url), resume)
    usual_method, usual_url = request.line
    return replace(
        request,
        method="" if method.upper() == usual_method else method.upper(),
        path="" if url == usual_url else url.removeprefix(request.base_url),
    )


def _base_url(url: str) -> str:
    """What stands before the path of a known call, else before the last part of the path."""
    address = url.partition("?")[0]
    for path in _STREAM_PATHS:
        base_url, call, rest = address.rpartition(path)
        if call and rest[:1] in ("", "/"):
            return base_url
    has_path = "/" in address.partition("://")[2]
    return address.rpartition("/")[0] if has_path else address


def parse_resume(url: str) -> tuple[str, int] | None:
    """The response id and the last received event of a request that resumes a stream, or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    response_id = parts.path.rpartition("/responses/")[2]
    after = parse_qs(parts.query).get("starting_after", [""])[0]
    if "/" in response_id or not (after.isascii() and after.isdigit() and len(after) < 16):
        return None
    return response_id, int(after)


@dataclass(frozen=True, slots=True)
class RecordedExchange:
    """An HTTP request with its response, as another program kept them."""

    url: str
    status: int
    """The status of the response; 0 if there was none."""
    headers: Mapping[str, str]
    """The headers of the response; lower-case names, with their secrets."""
    body: bytes = b""
    """The body of the response; empty if it was not kept."""
    method: str = "POST"
    request_body: object = None
    started_at: str = ""
    setup_ns: int = 0
    """From sending the request until the response headers; 0 if unknown."""
    end_ns: int = 0
    """From sending the request until the end of the body; 0 if unknown."""
    error: str = ""
    """What the client reported; empty if nothing failed."""
    incomplete: str = ""
    """Why the body is missing or not whole, in words; empty if nothing says that it is not."""
    untimed: str = ""
    """Why the events have no times."""


def stream_from_exchange(exchange: RecordedExchange) -> RecordedStream | None:
    """The stream of a response whose body was kept at once; its events have no times.

    A request for a stream that got another answer, or whose answer was not kept, is a stream that
    ended with a problem. None for every other exchange.
    """
    signals = _signals(exchange)
    if signals is None:
        return None
    request = parse_request(exchange.url, exchange.request_body, exchange.method)
    return RecordedStream(signals, request, exchange.started_at, untimed=exchange.untimed)


def _signals(exchange: RecordedExchange) -> Iterator[Signal] | None:
    is_declared = media_type(exchange.headers.get("content-type", "")) == EVENT_STREAM
    body, encoding = decompress_body(exchange.body, exchange.headers.get("content-encoding", ""))
    if not encoding and body.strip():
        if is_declared or _PLAIN_STREAM.match(body[:_HEAD]) or _has_event_lines(exchange, body):
            return _stream_signals(exchange, split_body(exchange, body))
        if not _asks_for_stream(exchange):
            return None
    elif not is_declared and not _asks_for_stream(exchange):
        return None
    return _problem_signals(exchange, _problem(exchange, body, encoding))


def _has_event_lines(exchange: RecordedExchange, body: bytes) -> bool:
    """Whether a body is lines of JSON that are events; those of other services are left alone."""
    sniffer = StreamSniffer(exchange.headers.get("content-type", ""))
    if exchange.status >= 400 or not sniffer.feed(body) or not sniffer.may_be_lines:
        return False
    line = body.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    try:
        data = parse_json(line)
    except ValueError:
        data = None
    is_event = isinstance(data, dict) and dialect_of_data(data) is not None
    return is_event or _asks_for_stream(exchange)


def _problem(exchange: RecordedExchange, body: bytes, encoding: str) -> Problem:
    """Why a request for a stream has none."""
    status = exchange.status
    if exchange.error:
        return Problem("refused", exchange.error, status=status or None)
    if encoding:
        return _truncated(f"the body is compressed ({encoding})")
    if exchange.incomplete or (status < 400 and not body.strip()):
        return _truncated(exchange.incomplete or "it has no body")
    # The encoding that a header names is undone already.
    headers = {k: value for k, value in exchange.headers.items() if k != "content-encoding"}
    return http_problem(status, headers, body[:_HEAD], host=_host(exchange.url), key_sent=None)


def _truncated(reason: str) -> Problem:
    return Problem(
        TRUNCATED,
        _archive_holds("this response, but not its events", reason),
        "Record it again with a program that keeps the body, such as `ppchat proxy`.",
    )


def _archive_holds(what: str, reason: str) -> str:
    """What an archive holds; a reason that says so already stands alone."""
    return reason if reason.startswith(ARCHIVE_HOLDS) else f"{ARCHIVE_HOLDS} {what}: {reason}"


def _asks_for_stream(exchange: RecordedExchange) -> bool:
    """Whether the request is for a stream, or was refused before that could matter.

    One whose body was not kept is judged by its path.
    """
    request = parse_request(exchange.url, exchange.request_body, exchange.method)
    if request.resume is not None:
        return True
    if exchange.method.upper() != "POST":
        return False
    is_call = exchange.url.partition("?")[0].rstrip("/").endswith(_STREAM_PATHS)
    if request.body.get("stream") is True:  # an archive may hold pages of other addresses too
        return is_call or "html" not in exchange.headers.get("content-type", "").lower()
    return is_call and (not request.body or exchange.status >= 400)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2]


def opened_signal(exchange: RecordedExchange, t0_ns: int = 0) -> Opened:
    """The head of the response, without its secrets."""
    headers = redact_headers(dict(exchange.headers))
    return Opened(t0_ns + exchange.setup_ns, exchange.status, headers)


def _problem_signals(exchange: RecordedExchange, problem: Problem) -> Iterator[Signal]:
    yield Started(0)
    if exchange.status:
        yield opened_signal(exchange)
    yield Ended(exchange.end_ns, End.REFUSED, problem)


def _stream_signals(exchange: RecordedExchange, raws: list[bytes]) -> Iterator[Signal]:
    yield Started(0)
    yield opened_signal(exchange)
    yield Arrived(tuple(Frame(raw, 0) for raw in raws))
    problem = None
    if exchange.incomplete:
        problem = Problem(TRUNCATED, _archive_holds("only a part", exchange.incomplete))
    elif exchange.error:
        problem = Problem("connection", exchange.error)
    yield Ended(exchange.end_ns, End.BROKEN if problem else End.EOF, problem)


def split_body(exchange: RecordedExchange, body: bytes) -> list[bytes]:
    """The raw frames of a complete body; the last may be cut off."""
    sniffer = StreamSniffer(exchange.headers.get("content-type", ""))
    splitter = sniffer.splitter() if sniffer.feed(body) else FrameSplitter()
    frames = splitter.feed(body)
    rest = splitter.flush()
    return [*frames, rest] if rest else frames


def decompress_body(body: bytes, encoding: str) -> tuple[bytes, str]:
    """The body without its compression, else with the encoding that cannot be undone.

    Raises FormatError if it is damaged or too large. An archive may name an encoding that it has
    undone already.
    """
    encoding = encoding.strip().lower()
    if body.startswith(GZIP_MAGIC):
        return _inflate(body, 31), ""
    if encoding == "deflate" and body[:1] == b"x":
        return _inflate(body, 15), ""
    try:
        body[:_HEAD].decode()
    except UnicodeDecodeError as error:
        if encoding in _UNREADABLE and error.start < _HEAD - 4:
            return body, encoding
    return body, ""


def _inflate(body: bytes, window_bits: int) -> bytes:
    stream = zlib.decompressobj(wbits=window_bits)
    try:
        data = stream.decompress(body, _DECOMPRESSED_LIMIT)
    except zlib.error:
        raise FormatError("damaged: a body cannot be decompressed") from None
    if stream.unconsumed_tail:
        raise FormatError(f"a decompressed body exceeds {_DECOMPRESSED_LIMIT:,} bytes")
    return data
