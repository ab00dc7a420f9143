"""What `curl -i` and `curl -v` print: the head of the response before its body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from ppchat.core.formats.chunks import Chunk, split_lines
from ppchat.core.formats.recorded_stream import body_signals
from ppchat.core.security.redact import redact_headers
from ppchat.core.stream.http_errors import http_problem
from ppchat.core.stream.signals import End, Ended, Opened, Signal
from ppchat.core.stream.sniff import StreamSniffer

_HTTP: Final = b"HTTP/"
_HEAD: Final = re.compile(rb"HTTP/[\d.]+ (\d{3})[^\n]*\n((?:[^\r\n]+\r?\n)*)\r?\n")
_HEAD_END: Final = re.compile(rb"\n\r?\n")
_BODY_LIMIT: Final = 64 * 1024
"""Bytes of a body that is no stream of which its error is read, and of a head."""
_NOTE: Final = re.compile(rb"[*>] |[*>]\r?$|[{}] \[\d+ bytes data\]|  % Total |  +Dload ")
"""A line about the transfer, not of it."""
_NOTE_TIME: Final = re.compile(rb"\A\d\d:\d\d:\d\d\.\d{6} (?=[*<>{}])")
"""Of `--trace-time`, on the notes alone: the body has no times."""
_PROGRESS: Final = re.compile(
    rb"\r[ \d]{3}( +[\d.]+[kMGTP]?){7} ([\d:dh ]{8}|--:--:--) ([\d:dh ]{8}|--:--:--)"
    rb" ([\d:dh ]{8}|--:--:--) .{5}"
)
"""The progress meter, which stands before or within a line."""
_LAST_NOTE: Final = re.compile(rb"\* (?:Connection #\d+ to host|[Cc]losing connection)[^\n]*\n?$")
"""What is glued to a body that does not end in a line end."""


def response_signals(chunks: Iterable[Chunk]) -> Iterator[Signal]:
    """The signals of a response with its head, or several: of redirects, or of a proxy."""
    source = iter(chunks)
    opened: Opened | None = None
    start, at_ns, searched = bytearray(), 0, 0
    for at_ns, data in source:
        start += data
        while _HEAD_END.search(start, searched):
            head = _HEAD.match(start)
            if head is None:
                break
            opened = _parse_head(at_ns, head)
            del start[: head.end()]
            searched = 0
            if opened.status >= 200:
                yield opened
        else:
            searched = max(0, len(start) - len(b"\n\r"))
            is_head = start.startswith(_HTTP) or _HTTP.startswith(start)
            if data and is_head and len(start) < _BODY_LIMIT:
                continue
        break
    sniffer = StreamSniffer(opened.headers.get("content-type", "") if opened else "")
    is_stream = sniffer.feed(start)
    while is_stream is None and (chunk := next(source, None)) is not None:
        at_ns = chunk.at_ns
        is_stream = sniffer.feed(chunk.data)
    body = sniffer.head
    is_open = is_stream is None and body and not sniffer.may_be_lines
    is_error = sniffer.may_be_lines and opened is not None and opened.status >= 400
    if (is_stream and not is_error) or (is_open and opened and opened.status < 300):
        yield from body_signals(chain([Chunk(at_ns, bytes(body))], source), sniffer.splitter())
        return
    for at_ns, data in source:  # noqa: B007 (the last time is that of the end)
        body += data[: max(0, _BODY_LIMIT - len(body))]
    opened = opened or Opened(at_ns, 200)
    problem = http_problem(
        opened.status, opened.headers, bytes(body), host="the server", key_sent=None
    )
    yield Ended(at_ns, End.REFUSED, problem)


def _parse_head(at_ns: int, head: re.Match[bytes]) -> Opened:
    fields = (line.partition(":") for line in head[2].decode("latin-1").splitlines())
    headers = {name.strip().lower(): value.strip() for name, _, value in fields}
    return Opened(at_ns, int(head[1]), redact_headers(headers))


def response_of_verbose(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """What `curl -v` prints, stdout and stderr together, as `curl -i` would print it."""
    in_body = False
    for at_ns, raw in split_lines(chunks):
        line = _LAST_NOTE.sub(b"", _NOTE_TIME.sub(b"", _PROGRESS.sub(b"", raw)))
        if line.startswith(b"<") and not in_body:
            yield Chunk(at_ns, line[1:].strip() + b"\r\n")
        elif not raw or (not line.strip() and in_body and line == raw):
            yield Chunk(at_ns, raw)
        elif line.strip() and not _NOTE.match(line):
            in_body = True
            yield Chunk(at_ns, line)
