"""What curl prints of a response: with its head, with notes, with the progress meter."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from ppchat.core.formats.captures.http_text import response_of_verbose, response_signals
from ppchat.core.formats.chunks import Chunk
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Signal
from tests.support.chunks import LINE_FRAMES, LINES
from tests.support.loopback import ended_signal, opened_signal, raw_bytes, text_stream

BODY = b"".join(text_stream("one", " two"))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Request-Id: r1\r\n\r\n"
METER = (
    b"  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    b"                                 Dload  Upload   Total   Spent    Left  Speed\n"
    b"\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"
)
PROGRESS = b"\r100  2028    0  1983  100    45   4925    111 --:--:-- --:--:-- --:--:--  5032"
VERBOSE = (
    b"*   Trying 127.0.0.1:80...\n* Connected to localhost\n"
    b"> POST /v1/responses HTTP/1.1\r\n> Authorization: Bearer sk-secret\r\n> \r\n"
    b"} [45 bytes data]\n"
    b"< HTTP/1.1 200 OK\r\n< content-type: text/event-stream\r\n< x-request-id: r1\r\n< \r\n"
    b"{ [1787 bytes data]\n"
)
LAST = b"* Connection #0 to host localhost left intact\n"


def chunks(data: bytes, size: int) -> Iterator[Chunk]:
    for start in range(0, len(data), size):
        yield Chunk(start + 1, data[start : start + size])
    yield Chunk(len(data) + 1, b"")


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 200 Connection established\r\n\r\n",
        b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /x\r\n\r\n",
    ],
    ids=["alone", "continue", "proxy", "redirect"],
)
def test_the_head_is_read_and_the_body_kept(before: bytes, size: int) -> None:
    signals = list(response_signals(chunks(before + HEAD + BODY, size)))
    opened = [signal for signal in signals if isinstance(signal, Opened)][-1]
    assert opened.status == 200
    assert opened.headers["x-request-id"] == "r1"
    assert 0 < opened.at_ns <= len(before + HEAD) + size
    assert raw_bytes(signals) == BODY
    assert signals[-1] == Ended(len(before + HEAD + BODY) + 1, End.EOF)


def test_secrets_of_the_head_are_not_kept() -> None:
    head = b"HTTP/2 200 \r\nset-cookie: a=b\r\n\r\n"
    opened = opened_signal(list(response_signals(chunks(head + BODY, 99))))
    assert "a=b" not in str(opened.headers)


@pytest.mark.parametrize("status", [b"429 Too Many Requests", b"200 OK"])
def test_what_is_no_stream_is_refused_with_its_error(status: bytes) -> None:
    body = json.dumps({"error": {"message": "slow down"}}).encode()
    head = b"HTTP/1.1 " + status + b"\r\ncontent-type: application/json\r\n\r\n"
    ended = ended_signal(list(response_signals(chunks(head + body, 5))))
    assert ended.end is End.REFUSED
    assert ended.problem
    assert "slow down" in ended.problem.message


def verbose_signals(data: bytes, size: int = 1 << 16) -> list[Signal]:
    return list(response_signals(response_of_verbose(chunks(data, size))))


@pytest.mark.parametrize("size", [1, 1 << 16])
def test_notes_are_no_part_of_the_stream(size: int) -> None:
    signals = verbose_signals(VERBOSE + BODY + LAST, size)
    assert opened_signal(signals).headers["x-request-id"] == "r1"
    assert raw_bytes(signals) == BODY
    assert "sk-secret" not in str(signals)


def test_the_progress_meter_is_no_part_of_the_stream() -> None:
    middle = len(BODY) // 2
    data = METER + VERBOSE + BODY[:middle] + PROGRESS + BODY[middle:] + PROGRESS + b"\n" + LAST
    signals = verbose_signals(data)
    assert raw_bytes(signals) == BODY
    assert sum(isinstance(signal, Arrived) for signal in signals) == len(text_stream("one", " two"))


@pytest.mark.parametrize("head", [b"", HEAD], ids=["body", "head"])
def test_the_progress_meter_may_stand_before_a_response_without_notes(head: bytes) -> None:
    assert raw_bytes(verbose_signals(METER + head + BODY + PROGRESS + b"\n")) == BODY


def test_notes_may_have_times() -> None:
    timed = b"".join(b"05:48:17.834949 " + line for line in VERBOSE.splitlines(keepends=True))
    signals = verbose_signals(timed + BODY + b"05:48:19.000001 " + LAST)
    assert opened_signal(signals).headers["x-request-id"] == "r1"
    assert raw_bytes(signals) == BODY


def test_a_note_after_a_body_without_line_end_is_no_part_of_it() -> None:
    head = b"< HTTP/1.1 401 Unauthorized\r\n< content-type: application/json\r\n< \r\n"
    body = b'{"error": {"message": "bad key"}}'
    problem = ended_signal(verbose_signals(head + body + LAST)).problem
    assert problem
    assert problem.message.endswith("bad key")


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
@pytest.mark.parametrize("media", [b"application/x-ndjson", b"application/json"])
def test_a_body_of_lines_of_json(media: bytes, size: int) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n\r\n" % media
    signals = list(response_signals(chunks(head + LINES, size)))
    assert raw_bytes(signals) == b"".join(LINE_FRAMES)
    assert ended_signal(signals).end is End.EOF


def test_an_error_is_not_a_line_of_a_stream() -> None:
    head = b"HTTP/1.1 404 Not Found\r\nContent-Type: application/x-ndjson\r\n\r\n"
    signals = list(response_signals(chunks(head + b'{"error":"no model"}\n', 1 << 16)))
    problem = ended_signal(signals).problem
    assert problem
    assert problem.message == "404 Not Found: no model"
