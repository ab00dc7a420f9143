"""vcrpy cassettes."""

from __future__ import annotations

import gzip
from base64 import b64encode
from typing import Any

import pytest

from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.vcr_cassette import cassette_streams

BODY = 'data: {"type":"a"}\n\n'
GZIPPED = gzip.compress(BODY.encode(), mtime=0)  # the same bytes in each process


def cassette(string: object = BODY, content_type: object = "text/event-stream") -> dict[str, Any]:
    request = {"uri": "https://api.example/v1/responses", "body": '{"model":"m"}', "headers": {}}
    headers = {"Content-Type": [content_type], "Set-Cookie": ["secret"]}
    response = {"body": {"string": string}, "headers": headers, "status": {"code": 200}}
    return {"interactions": [{"request": request, "response": response}, None], "version": 1}


@pytest.mark.parametrize("string", [BODY, BODY.encode(), GZIPPED])
def test_a_body_is_a_stream_without_times(string: object) -> None:
    (stream,) = cassette_streams(cassette(string))
    recording = stream.recording()
    assert [frame.raw for frame in recording.frames()] == [BODY.encode()]
    assert not recording.timed
    assert recording.request.model == "m"
    assert recording.opened
    assert recording.opened.headers["set-cookie"] == "•••"


def test_a_request_may_have_been_parsed() -> None:
    parsed = cassette()
    parsed["interactions"][0]["request"] = {"uri": "https://a.example", "parsed_body": {"a": 1}}
    (stream,) = cassette_streams(parsed)
    assert stream.request.body == {"a": 1}


def test_other_responses_are_ignored() -> None:
    page = cassette("<p>", "text/html")
    page["interactions"][0]["request"]["uri"] = "https://api.example/"
    assert list(cassette_streams(page)) == []
    assert list(cassette_streams({"interactions": [{}, {"response": 7}]})) == []


@pytest.mark.parametrize("value", [None, [], {}, {"interactions": 1}])
def test_other_data_is_not_a_cassette(value: object) -> None:
    with pytest.raises(FormatError):
        list(cassette_streams(value))


def test_a_damaged_body_is_reported() -> None:
    with pytest.raises(FormatError, match="decompressed"):
        list(cassette_streams(cassette(b"\x1f\x8bxxxx")))


def test_a_cassette_of_go_vcr_is_read() -> None:
    interaction = {
        "request": {"url": "https://api.example/v1/responses", "body": '{"model":"m"}'},
        "response": {
            "body": BODY,
            "headers": {"Content-Type": ["text/event-stream"]},
            "status": "201 Created",
            "code": 201,
        },
    }
    (stream,) = cassette_streams({"version": 2, "interactions": [interaction]})
    recording = stream.recording()
    assert [frame.raw for frame in recording.frames()] == [BODY.encode()]
    assert recording.request.model == "m"
    assert recording.opened
    assert recording.opened.status == 201


@pytest.mark.parametrize(
    "body",
    [
        {"encoding": "UTF-8", "string": BODY},
        {"encoding": "ASCII-8BIT", "string": BODY.encode()},
        {"encoding": "UTF-8", "base64_string": b64encode(BODY.encode()).decode() + "\n"},
    ],
)
def test_a_cassette_of_ruby_is_read(body: dict[str, Any]) -> None:
    interaction = {
        "request": {
            "method": "post",
            "uri": "https://api.example/v1/responses",
            "body": {"encoding": "UTF-8", "string": '{"model":"m"}'},
        },
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": ["text/event-stream"]},
            "body": body,
        },
        "recorded_at": "Tue, 03 Mar 2026 10:00:00 GMT",
    }
    (stream,) = cassette_streams({"http_interactions": [interaction]})
    assert [frame.raw for frame in stream.recording().frames()] == [BODY.encode()]
    assert (stream.request.model, stream.started_at) == ("m", "2026-03-03T10:00:00+00:00")
