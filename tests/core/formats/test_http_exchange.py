"""Requests and responses kept by other programs."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import pytest

from ppchat.core.checks.run import findings
from ppchat.core.dialects.finding import Severity
from ppchat.core.formats.http_exchange import (
    RecordedExchange,
    decompress_body,
    parse_request,
    parse_resume,
    stream_from_exchange,
)
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Ended, Opened
from tests.support.chunks import LINE_FRAMES, LINES


@pytest.mark.parametrize(
    ("url", "base_url"),
    [
        ("https://api.example/v1/responses", "https://api.example/v1"),
        ("https://api.example/v1/responses?stream=1", "https://api.example/v1"),
        ("https://api.example/v1/responses/resp_1?stream=true", "https://api.example/v1"),
        ("https://api.example/v1/chat/completions?a=1", "https://api.example/v1"),
        ("https://api.example/v1/messages", "https://api.example/v1"),
        ("https://api.example/v1/other", "https://api.example/v1"),
        ("https://api.example", "https://api.example"),
        ("https://me:secret@api.example/v1/responses", "https://api.example/v1"),
        ("", ""),
    ],
)
def test_the_base_url_is_derived_from_the_url(url: str, base_url: str) -> None:
    assert parse_request(url, "").base_url == base_url


@pytest.mark.parametrize(
    ("url", "resume"),
    [
        ("https://a.example/v1/responses/resp_1?stream=true&starting_after=7", ("resp_1", 7)),
        ("/v1/responses/resp_1?starting_after=0", ("resp_1", 0)),
        ("/v1/responses/resp_1?stream=true", None),
        ("/v1/responses/resp_1/cancel?starting_after=1", None),
        ("/v1/responses/resp_1?starting_after=" + "9" * 5000, None),
        ("/v1/responses", None),
        ("https://[", None),
    ],
)
def test_a_resumed_stream(url: str, resume: tuple[str, int] | None) -> None:
    assert parse_resume(url) == resume


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("POST", "https://api.example/v1/responses"),
        ("POST", "https://api.example/v1/responses?api-version=2"),
        ("POST", "https://api.example/v1/chat/completions"),
        ("GET", "https://api.example/v1/responses/resp_1?stream=true&starting_after=7"),
        ("GET", "https://api.example/v1/responses/resp_1?starting_after=7&include=x"),
        ("PUT", "https://api.example/other"),
    ],
)
def test_the_request_line_is_kept(method: str, url: str) -> None:
    assert parse_request(url, "", method).line == (method, url)


def test_secrets_of_the_address_are_not_kept() -> None:
    request = parse_request("https://me:s3@a.example/v1/responses?api_key=s4", "")
    assert request.line == ("POST", "https://a.example/v1/responses?api_key=•••")


@pytest.mark.parametrize("body", ["", "nonsense", "[]", "[" * 100_000, b"\xff", None, 7])
def test_an_unreadable_request_body_is_empty(body: object) -> None:
    assert parse_request("", body).body == {}


URL = "https://api.example/v1/responses"
BODY = b'event: a\ndata: {"type":"a"}\n\n'


def exchange(
    status: int = 200, content_type: str = "text/event-stream", **kept: Any
) -> RecordedExchange:
    return RecordedExchange(URL, status, {"content-type": content_type}, **kept)


def recording_of(kept: RecordedExchange) -> Recording:
    stream = stream_from_exchange(kept)
    assert stream is not None
    return stream.recording()


def test_the_whole_body_is_a_stream_without_times() -> None:
    kept = exchange(
        body=b"data: 1\n\ndata: cut", request_body='{"model":"m"}', setup_ns=5, end_ns=9
    )
    recording = recording_of(kept)
    assert [frame.raw for frame in recording.frames()] == [b"data: 1\n\n", b"data: cut"]
    assert recording.opened == Opened(5, 200, {"content-type": "text/event-stream"})
    assert recording.ended == Ended(9, End.EOF)
    assert (recording.timed, recording.request.model) == (False, "m")


@pytest.mark.parametrize("media_type", ["application/json", "application/octet-stream", "***", ""])
@pytest.mark.parametrize("body", [BODY, b": hello\r\n\r\n" + BODY, b"\xef\xbb\xbf\ndata:{}\n\n"])
def test_a_body_that_plainly_is_an_event_stream_is_one(media_type: str, body: bytes) -> None:
    assert recording_of(exchange(content_type=media_type, body=body)).outcome is Outcome.CUT_OFF


@pytest.mark.parametrize("body", [b":root { color: red }", b"data:\n  x: 1\n", b"<p>data: {</p>"])
def test_another_body_of_another_request_is_ignored(body: bytes) -> None:
    assert stream_from_exchange(RecordedExchange("https://a.example/x", 200, {}, body)) is None
    assert stream_from_exchange(exchange(200, "text/css", body=body, method="GET")) is None
    page = {"content-type": "text/html; charset=utf-8"}
    request = {"stream": True}
    kept = RecordedExchange("https://a.example/", 200, page, body, request_body=request)
    assert stream_from_exchange(kept) is None
    assert stream_from_exchange(exchange(204, "", method="OPTIONS")) is None


@pytest.mark.parametrize(
    ("kept", "problem", "end"),
    [
        (
            exchange(429, "application/json", body=b'{"error":{"message":"slow down"}}'),
            "429 Too Many Requests: slow down",
            End.REFUSED,
        ),
        (exchange(503, ""), "503 Service Unavailable", End.REFUSED),
        (exchange(200, "text/html", body=b"<title>Sign in</title>"), "Sign in", End.REFUSED),
        (exchange(0, "", error="net::ERR_FAILED"), "net::ERR_FAILED", End.REFUSED),
        (exchange(), "no body", End.REFUSED),
        (exchange(200, "x-unknown"), "no body", End.REFUSED),
        (exchange(incomplete="in another file, a.txt"), "a.txt", End.REFUSED),
        (exchange(body=BODY, incomplete="truncated"), "only a part: truncated", End.BROKEN),
        (exchange(body=BODY, error="net::ERR_ABORTED"), "net::ERR_ABORTED", End.BROKEN),
    ],
)
def test_a_problem_says_what_is_missing(kept: RecordedExchange, problem: str, end: End) -> None:
    ended = recording_of(kept).ended
    assert ended is not None
    assert ended.problem is not None
    assert problem in ended.problem.message
    assert ended.end is end


def test_a_missing_body_is_no_fault_of_the_stream() -> None:
    cut_off = (BODY + b"data: {", BODY + b"event: respo")
    parts = [exchange(body=body, incomplete="truncated") for body in cut_off]
    for kept in (exchange(), *parts):
        assert not any(
            f.code == "unknown-type" and 1 in f.events for f in findings(recording_of(kept))
        )
        assert any("The archive" in f.message for f in findings(recording_of(kept)))
        assert all(f.severity is Severity.REMARK for f in findings(recording_of(kept)))


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(BODY, mtime=0), "gzip"),
        (zlib.compress(BODY), "deflate"),
        (BODY, "gzip"),
        (BODY, "br"),
    ],
)
def test_a_compressed_body_is_decompressed(body: bytes, encoding: str) -> None:
    assert decompress_body(body, encoding) == (BODY, "")


def test_a_compression_that_cannot_be_undone_is_named() -> None:
    kept = RecordedExchange(URL, 200, {"content-encoding": "br"}, b"\x8b\x07\x80\xff\xfe")
    problem = recording_of(kept).ended
    assert problem is not None
    assert "(br)" in str(problem.problem)


@pytest.mark.parametrize(
    ("url", "content_type", "body", "is_stream"),
    [
        ("https://a.example/v1/chat/completions", "application/x-ndjson", LINES, True),
        ("https://a.example/proxied", "application/jsonl", LINES, True),
        ("https://a.example/v1/chat/completions", "application/json", LINES, True),
        ("https://a.example/v1/chat/completions", "application/x-ndjson", b'{"error":"no"}', True),
        ("https://a.example/logs", "application/x-ndjson", b'{"a":1}\n{"b":2}\n', False),
        ("https://a.example/logs", "application/json", b'{"a":1}', False),
    ],
)
def test_lines_of_json(url: str, content_type: str, body: bytes, is_stream: bool) -> None:
    exchange = RecordedExchange(url, 200, {"content-type": content_type}, body)
    stream = stream_from_exchange(exchange)
    assert (stream is not None) is is_stream
    if stream is not None and body == LINES:
        recording = stream.recording()
        assert [frame.raw for frame in recording.frames()] == LINE_FRAMES
        assert recording.response.text == "one two"


def test_an_error_is_not_a_line_of_a_stream() -> None:
    url, headers = "https://a.example/v1/responses", {"content-type": "application/x-ndjson"}
    stream = stream_from_exchange(RecordedExchange(url, 404, headers, b'{"error":"no model"}\n'))
    assert stream is not None
    assert stream.recording().outcome is Outcome.REFUSED
