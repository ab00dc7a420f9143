"""Traces of curl."""

from __future__ import annotations

import pytest

from ppchat.core.formats.captures.curl_trace import is_curl_trace, stream_from_trace
from ppchat.core.formats.chunks import Chunk
from ppchat.core.metrics.metrics import metrics
from tests.support.chunks import LINE_FRAMES, LINES
from tests.support.loopback import text_stream

HEAD = (
    b"HTTP/1.1 200 OK\r\n",
    b"content-type: text/event-stream\r\n",
    b"x-request-id: r1\r\n",
    b"\r\n",
)
REQUEST = b"POST /v1/responses HTTP/1.1\r\nHost: api.test:80\r\nAuthorization: Bearer sk-1\r\n\r\n"
BODY = b'{"model":"m","input":"hi"}'


def hex_rows(data: bytes) -> str:
    rows = []
    for start in range(0, len(data), 16):
        row = data[start : start + 16]
        text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        rows.append(f"{start:04x}: {''.join(f'{byte:02x} ' for byte in row):<48}{text}\n")
    return "".join(rows)


def text_rows(data: bytes) -> str:
    rows, start = [], 0
    while start < len(data):
        end = data.find(b"\r\n", start, start + 66)
        stop = end if end >= 0 else min(len(data), start + 64)
        text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data[start:stop])
        rows.append(f"{start:04x}: {text}\n")
        start = stop + 2 if end >= 0 else stop
    return "".join(rows)


def trace(frames: list[bytes], form: str, *, times: bool = True, chunked: bool = False) -> bytes:
    rows = hex_rows if form == "hex" else text_rows
    head = [*HEAD[:1], *([b"Transfer-Encoding: chunked\r\n"] if chunked else []), *HEAD[1:]]
    blocks = [("=> Send header", REQUEST, 5), ("=> Send data", BODY, 6)]
    blocks += [("<= Recv header", line, 100) for line in head]
    for number, frame in enumerate(frames):
        data = b"%x\r\n%b\r\n" % (len(frame), frame) if chunked else frame
        blocks.append(("<= Recv data", data, 400 + 50 * number))
    if chunked:
        blocks.append(("<= Recv data", b"0\r\n\r\n", 2000))
    time = "23:59:59.900000 " if times else ""
    text = f"{time}== Info:   Trying 127.0.0.1:80...\n"
    for name, data, ms in blocks:
        second, rest = divmod(900 + ms, 1000)
        clock = "23:59:59" if second == 0 else f"00:00:{second - 1:02}"
        stamp = f"{clock}.{rest:03}000 " if times else ""
        text += f"{stamp}{name}, {len(data)} bytes (0x{len(data):x})\n{rows(data)}"
    return text.encode()


@pytest.mark.parametrize("chunked", [False, True], ids=["plain", "chunked"])
@pytest.mark.parametrize("form", ["hex", "text"])
def test_a_trace_has_the_request_the_head_the_events_and_their_times(
    form: str, chunked: bool
) -> None:
    frames = text_stream("one", " config.data: two", "\n\nthree.")
    data = trace(frames, form, chunked=chunked)
    assert is_curl_trace(data)
    stream = stream_from_trace([Chunk(0, data)])
    recording = stream.recording()
    assert [frame.raw for frame in recording.frames()] == frames
    assert recording.timed
    assert recording.request.model == "m"
    assert recording.request.base_url == "http://api.test:80/v1"
    assert recording.opened
    assert recording.opened.headers["x-request-id"] == "r1"
    assert "sk-1" not in str(recording.opened.headers)
    values = metrics(recording.summary)
    assert values.setup_ms == pytest.approx(100)
    times = [recording.since_start_ns(n) / 1e6 for n in range(len(recording))]
    assert times == pytest.approx([400 + 50 * n for n in range(len(recording))])


def test_without_times_it_has_none() -> None:
    frames = text_stream("one")
    recording = stream_from_trace([Chunk(0, trace(frames, "hex", times=False))]).recording()
    assert [frame.raw for frame in recording.frames()] == frames
    assert not recording.timed


@pytest.mark.parametrize("form", ["hex", "ascii"])
def test_lines_of_json(form: str) -> None:
    data = trace(LINES.splitlines(keepends=True), form)
    recording = stream_from_trace([Chunk(0, data)]).recording()
    assert [frame.raw for frame in recording.frames()] == LINE_FRAMES
    assert recording.timed
