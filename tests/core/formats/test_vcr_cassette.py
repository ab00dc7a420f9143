"""Cassettes of vcrpy."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from ppchat.core.formats.jsonl import FormatError
from ppchat.core.formats.vcr_cassette import tapes

BODY = 'data: {"type":"a"}\n\n'
PACKED = gzip.compress(BODY.encode(), mtime=0)  # the same bytes in each process


def cassette(string: object = BODY, kind: object = "text/event-stream") -> dict[str, Any]:
    request = {"uri": "https://api.example/v1/responses", "body": '{"model":"m"}', "headers": {}}
    headers = {"Content-Type": [kind], "Set-Cookie": ["secret"]}
    response = {"body": {"string": string}, "headers": headers, "status": {"code": 200}}
    return {"interactions": [{"request": request, "response": response}, None], "version": 1}


@pytest.mark.parametrize("string", [BODY, BODY.encode(), PACKED])
def test_a_body_is_a_stream_without_times(string: object) -> None:
    (tape,) = tapes(cassette(string))
    recording = tape.recording()
    assert [frame.raw for frame in recording.frames()] == [BODY.encode()]
    assert not recording.timed
    assert recording.request.model == "m"
    assert recording.opened
    assert recording.opened.headers["set-cookie"] == "•••"


def test_a_request_may_have_been_parsed() -> None:
    parsed = cassette()
    parsed["interactions"][0]["request"] = {"uri": "https://a.example", "parsed_body": {"a": 1}}
    (tape,) = tapes(parsed)
    assert tape.request.body == {"a": 1}


def test_other_answers_are_passed_over() -> None:
    assert list(tapes(cassette(kind="application/json"))) == []
    assert list(tapes({"interactions": [{}, {"response": 7}]})) == []


@pytest.mark.parametrize("value", [None, [], {}, {"interactions": 1}])
def test_what_is_no_cassette(value: object) -> None:
    with pytest.raises(FormatError):
        list(tapes(value))


def test_a_damaged_body_is_told() -> None:
    with pytest.raises(FormatError, match="decompressed"):
        list(tapes(cassette(b"\x1f\x8bxxxx")))
