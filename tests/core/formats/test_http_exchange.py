"""Requests and responses kept by other programs."""

from __future__ import annotations

import pytest

from ppchat.core.formats.http_exchange import parse_request, parse_resume, stream_from_exchange
from ppchat.core.stream.signals import End, Ended, Opened


@pytest.mark.parametrize(
    ("url", "base_url"),
    [
        ("https://api.example/v1/responses", "https://api.example/v1"),
        ("https://api.example/v1/responses?stream=1", "https://api.example/v1"),
        ("https://api.example/v1/responses/resp_1?stream=true", "https://api.example/v1"),
        ("https://api.example/other", "https://api.example/other"),
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


@pytest.mark.parametrize("body", ["", "nonsense", "[]", "[" * 100_000, b"\xff", None, 7])
def test_an_unreadable_request_body_is_empty(body: object) -> None:
    assert parse_request("", body).body == {}


def test_the_whole_body_is_a_stream_without_times() -> None:
    opened = Opened(0, 200)
    stream = stream_from_exchange(
        parse_request("", '{"model":"m"}'), "", opened, b"data: 1\n\ndata: cut"
    )
    recording = stream.recording()
    assert [frame.raw for frame in recording.frames()] == [b"data: 1\n\n", b"data: cut"]
    assert (recording.opened, recording.ended) == (opened, Ended(0, End.EOF))
    assert (recording.timed, recording.request.model) == (False, "m")
