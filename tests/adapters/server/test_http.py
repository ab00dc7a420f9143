"""Bytes → HTTP/1.1 requests."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.adapters.server.http import HttpError, HttpRequest, RequestReader

PLAIN = (
    b"POST /v1/responses?a=1&b=%20 HTTP/1.1\r\nHost: localhost:80\r\nContent-Length: 4\r\n\r\nbody"
)
CHUNKED = (
    b"POST /x HTTP/1.1\r\nHost: [::1]:9\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\nTrailer: 1\r\n\r\n"
)
GET = b"GET /v1/models HTTP/1.0\r\nhost: evil.example\r\n\r\n"


def read(*chunks: bytes, **limits: int) -> list[HttpRequest]:
    reader = RequestReader(**limits)
    requests = []
    for chunk in chunks:
        reader.feed(chunk)
        while (request := reader.next()) is not None:
            requests.append(request)
    return requests


def test_requests_follow_one_another() -> None:
    one, two, three = read(PLAIN + CHUNKED + b"\r\n" + GET)
    assert (one.method, one.path, one.query) == ("POST", "/v1/responses", {"a": "1", "b": " "})
    assert (one.body, two.body, three.body) == (b"body", b"body", b"")
    assert one.header("content-length") == "4"
    assert (one.keeps_alive, three.keeps_alive) == (True, False)


@settings(deadline=None)
@given(st.lists(st.integers(0, 400), max_size=12))
def test_chunks_change_nothing(cuts: list[int]) -> None:
    stream = PLAIN + CHUNKED + GET + PLAIN
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[a:b] for a, b in pairwise(edges)]
    assert read(*chunks) == read(stream)
    assert read(*[bytes([byte]) for byte in stream]) == read(stream)


@pytest.mark.parametrize(
    ("stream", "status"),
    [
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nbad name: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n folded: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\ncontent-length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\ntransfer-encoding: gzip\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n", 400),
        (b"GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc", 400),
        (b"GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n", 413),
        (b"GET / HTTP/1.1\r\ncontent-length: 1001\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\ncontent-length: 99999999999999999999\r\n\r\n", 413),
        (b"GET /" + b"x" * 600, 431),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 100 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * 100, 431),
    ],
)
def test_what_is_refused(stream: bytes, status: int) -> None:
    with pytest.raises(HttpError) as refused:
        read(stream, head_limit=500, body_limit=1000)
    assert refused.value.status == status


@pytest.mark.parametrize(
    ("host", "mine"),
    [
        ("127.0.0.1:8080", True),
        ("localhost", True),
        ("LocalHost:1", True),
        ("[::1]:1", True),
        ("10.0.0.7:1", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example:80", False),
        ("", False),
    ],
)
def test_whose_name_it_was_asked_by(host: str, mine: bool) -> None:
    request = HttpRequest("GET", "/", (("Host", host),), b"", 1)
    assert request.is_for("10.0.0.7") is mine


def test_a_client_that_waits_to_be_told_to_go_on() -> None:
    reader = RequestReader()
    reader.feed(b"POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\n")
    assert reader.next() is None
    assert reader.awaits_continue
    reader.feed(b"x")
    assert not reader.awaits_continue
    assert reader.next() is not None


@settings(deadline=None)
@given(
    st.lists(st.binary(max_size=40) | st.sampled_from([b"\r\n", b"\r\n\r\n", GET, CHUNKED[:40]]))
)
def test_nothing_but_a_refusal_comes_of_noise(chunks: list[bytes]) -> None:
    with suppress(HttpError):
        read(*chunks)
