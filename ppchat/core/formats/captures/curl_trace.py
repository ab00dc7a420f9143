"""Files of `curl --trace` and `--trace-ascii`: what was sent and received, with times if asked for.

    05:48:17.834949 == Info:   Trying 127.0.0.1:80...
    05:48:17.835192 => Send header, 143 bytes (0x8f)
    0000: POST /v1/responses HTTP/1.1
    05:48:17.839634 <= Recv data, 187 bytes (0xbb)
    0000: event: response.created.data: {"type": "response.created", "resp

`--trace-ascii` writes a dot for each line end and each byte that is not ASCII: the line ends can
be restored, the others cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final, NamedTuple

from ppchat.core.formats.captures.http_text import response_signals
from ppchat.core.formats.chunks import Chunk, split_lines
from ppchat.core.formats.http_exchange import parse_request
from ppchat.core.formats.recorded_stream import RecordedStream
from ppchat.core.stream.signals import Signal, Started

_MARK: Final = re.compile(
    rb"(?:(\d\d):(\d\d):(\d\d)\.(\d{1,9}) )?(?:\[[^\]\n]*\] )?"
    rb"(== Info|=> Send [\w ]+|<= Recv [\w ]+)(?:, (\d+) bytes \(0x[0-9a-f]+\)|:)"
)
_ROW: Final = re.compile(rb"([0-9a-f]{4,}): (.*)", re.DOTALL)
_HEX: Final = re.compile(rb"(?:[0-9a-f]{2} ){1,16} *")
_HEX_WIDTH: Final = 48
_CHUNK_SIZE: Final = re.compile(rb"(?:\r\n)?([0-9a-fA-F]{1,8})(?:;[^\r\n]*)?\r\n")
_DOT_LINE_ENDS: Final = re.compile(
    rb"\.(?=data: ?[{\[])|\.(?=\.(?:event|data|id|retry)?:)"
    rb"|(?<=\.)\.(?=(?:event|data|id|retry)?:)|\.(?=event: [\w.]+\.data:)|\.(?=\.\Z)|\.\Z"
    rb"|(?<=\})\.(?=\{\")"
)
_DAY_NS: Final = 86_400 * 10**9


class _Block(NamedTuple):
    """What was sent or received at once."""

    at_ns: int
    kind: bytes
    data: bytes


def is_curl_trace(head: bytes) -> bool:
    """Whether a file begins as a trace does."""
    return _MARK.match(head) is not None


def stream_from_trace(chunks: Iterable[Chunk]) -> RecordedStream:
    """The stream of a trace, with its request; t0 is the first line, where that has a time."""
    blocks = list(_blocks(line for _, line in split_lines(chunks)))
    headers, body = (
        b"".join(block.data for block in blocks if block.kind == kind)
        for kind in (b"=> Send header", b"=> Send data")
    )
    is_encrypted = any(b"SSL" in block.kind or b"TLS" in block.data for block in blocks)
    t0_ns = blocks[0].at_ns if blocks else 0
    return RecordedStream(
        _signals(t0_ns, blocks),
        parse_request(_url(headers, "https" if is_encrypted else "http"), body),
        timed=t0_ns > 0,
    )


def _signals(t0_ns: int, blocks: list[_Block]) -> Iterator[Signal]:
    yield Started(t0_ns)
    head = [block for block in blocks if block.kind == b"<= Recv header"]
    body = [block for block in blocks if block.kind == b"<= Recv data" and block.data]
    if any(re.match(rb"transfer-encoding:.*chunked", block.data, re.IGNORECASE) for block in head):
        body = _dechunk(body)
    end = Chunk(blocks[-1].at_ns if blocks else 0, b"")
    received = (Chunk(block.at_ns, block.data) for block in (*head, *_restore_line_ends(body)))
    yield from response_signals(chain(received, [end]))


def _url(headers: bytes, scheme: str) -> str:
    text = headers.decode("latin-1")
    path = re.match(r"[A-Z]+ (\S+)", text)
    host = re.search(r"^host: *(\S+)", text, re.IGNORECASE | re.MULTILINE)
    return f"{scheme}://{host[1]}{path[1]}" if host and path else ""


def _blocks(lines: Iterable[bytes]) -> Iterator[_Block]:
    mark: re.Match[bytes] | None = None
    at_ns = 0
    rows: list[tuple[int, bytes]] = []
    for line in lines:
        start = _MARK.match(line)
        if start is None:
            if row := _ROW.match(line):
                rows.append((int(row[1], 16), row[2].rstrip(b"\r\n")))
            continue
        if mark is not None:
            yield _Block(at_ns, mark[5], _join(rows, mark))
        at_ns, mark, rows = _time_ns(start, at_ns), start, []
        if start[5] == b"== Info":
            rows = [(0, line[start.end() :])]
    if mark is not None:
        yield _Block(at_ns, mark[5], _join(rows, mark))


def _time_ns(mark: re.Match[bytes], previous_ns: int) -> int:
    """Nanoseconds since the midnight of the day before; 0 without `--trace-time`."""
    if mark[1] is None:
        return 0
    seconds = (int(mark[1]) * 60 + int(mark[2])) * 60 + int(mark[3])
    time_ns = _DAY_NS + seconds * 10**9 + int(mark[4].ljust(9, b"0"))
    return time_ns + _DAY_NS if time_ns < previous_ns - _DAY_NS // 2 else time_ns


def _join(rows: list[tuple[int, bytes]], mark: re.Match[bytes]) -> bytes:
    """The bytes of a dump; an offset larger than the text before it stands for CRLF."""
    pairs = [_hex_bytes(text) for _, text in rows]
    data = bytearray()
    for number, (offset, text) in enumerate(rows):
        data += b"\r\n" * ((offset - len(data)) // 2)
        data += pairs[number] or text if all(pairs) else text
    if mark[6]:
        data += b"\r\n" * min(2, (int(mark[6]) - len(data)) // 2)
    return bytes(data)


def _hex_bytes(text: bytes) -> bytes:
    """The bytes of a hexadecimal row; empty if it is not one."""
    digits = text[:_HEX_WIDTH]
    data = bytes.fromhex(digits.decode()) if _HEX.fullmatch(digits) else b""
    return data if len(text) - _HEX_WIDTH == len(data) else b""


def _restore_line_ends(blocks: list[_Block]) -> Iterator[_Block]:
    """The body with the line ends that are written as dots, if it has none."""
    body = b"".join(block.data for block in blocks)
    if b"\n" not in body.replace(b"\r\n", b""):
        body = _DOT_LINE_ENDS.sub(b"\n", body)
    start = 0
    for block in blocks:
        end = start + len(block.data)
        yield block._replace(data=body[start:end])
        start = end


def _dechunk(blocks: list[_Block]) -> list[_Block]:
    """The body without the sizes of its chunks, which a trace has or has not."""
    if not blocks or not _CHUNK_SIZE.match(blocks[0].data):
        return blocks
    left = 0
    result: list[_Block] = []
    for block in blocks:
        data = block.data
        content = bytearray()
        while data:
            if left == 0:
                size = _CHUNK_SIZE.match(data)
                if size is None:
                    break
                left, data = int(size[1], 16), data[size.end() :]
                if left == 0:
                    break
            content += data[:left]
            data, left = data[left:], max(0, left - len(data))
        result.append(block._replace(data=bytes(content)))
    return result
