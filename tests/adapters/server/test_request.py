"""Bytes → whole HTTP/1.1 requests, through h11."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import h11
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.adapters.server.access import Access
from ppchat.adapters.server.request import HttpError, HttpRequest, RequestReader

PLAIN = (
    b"POST /v1/responses?a=1&b=%20 HTTP/1.1\r\nHost: localhost:80\r\nContent-Length: 4\r\n\r\nbody"
)
CHUNKED = (
    b"POST /x HTTP/1.1\r\nHost: [::1]:9\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\nTrailer: 1\r\n\r\n"
)
HEAD = b"GET / HTTP/1.1\r\nhost: localhost\r\n"
GET = b"GET /v1/models HTTP/1.0\r\nhost: localhost\r\n\r\n"


def read(*chunks: bytes, head_limit: int = 64 * 1024, body_limit: int = 10**6) -> list[HttpRequest]:
    """The requests in these chunks, with an empty response to each."""
    http = h11.Connection(h11.SERVER, max_incomplete_event_size=head_limit)
    reader = RequestReader(http, Access("10.0.0.7"), body_limit=body_limit)
    requests = []
    for chunk in filter(None, chunks):  # empty would be the end of the stream
        http.receive_data(chunk)
        while (request := reader.next()) is not None:
            requests.append(request)
            http.send(h11.Response(status_code=204, headers=[]))
            http.send(h11.EndOfMessage())
            if http.our_state is h11.MUST_CLOSE:
                return requests
            http.start_next_cycle()
    return requests


def test_requests_follow_one_another() -> None:
    one, two, three = read(PLAIN + CHUNKED + GET)
    assert (one.method, one.path, one.query) == ("POST", "/v1/responses", {"a": "1", "b": " "})
    assert (one.body, two.body, three.body) == (b"body", b"body", b"")
    assert one.header("content-length") == "4"


@settings(deadline=None)
@given(st.lists(st.integers(0, 400), max_size=12))
def test_chunks_change_nothing(cuts: list[int]) -> None:
    stream = PLAIN + CHUNKED + PLAIN + GET
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[a:b] for a, b in pairwise(edges)]
    assert read(*chunks) == read(stream)
    assert read(*[bytes([byte]) for byte in stream]) == read(stream)


@pytest.mark.parametrize(
    ("stream", "status"),
    [
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\n", 505),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (HEAD + b"host: localhost\r\n\r\n", 400),
        (HEAD + b"no colon\r\n\r\n", 400),
        (HEAD + b"bad name: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n folded: x\r\nhost: localhost\r\n\r\n", 400),
        (HEAD + b"content-length: -1\r\n\r\n", 400),
        (HEAD + b"content-length: 1\r\ncontent-length: 2\r\n\r\n", 400),
        (HEAD + b"content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n", 400),
        (HEAD + b"transfer-encoding: gzip\r\n\r\n", 501),
        (HEAD + b"transfer-encoding: chunked\r\n\r\nxyz\r\n", 400),
        (HEAD + b"transfer-encoding: chunked\r\n\r\n1\r\nabc", 400),
        (HEAD + b"transfer-encoding: chunked\r\n\r\nffff\r\n" + b"x" * 1001, 413),
        (HEAD + b"content-length: 1001\r\n\r\n", 413),
        (HEAD + b"content-length: 99999999999999999999\r\n\r\n", 413),
        (b"GET /" + b"x" * 600, 431),
        (HEAD + b"a: b\r\n" * 100, 431),
        (HEAD + b"transfer-encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * 100, 431),
        (b"GET @evil.example/v1/models HTTP/1.1\r\nhost: localhost\r\n\r\n", 400),
        (b"GET http://localhost/v1/models HTTP/1.1\r\nhost: localhost\r\n\r\n", 400),
        (b"OPTIONS * HTTP/1.1\r\nhost: localhost\r\n\r\n", 400),
        (b"CONNECT /v1 HTTP/1.1\r\nhost: localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nhost: evil.example\r\n\r\n", 403),
        (b"GET / HTTP/1.0\r\n\r\n", 403),
        (HEAD + b"origin: https://evil.example\r\n\r\n", 403),
        (HEAD + b"origin: http://localhost\r\norigin: https://evil.example\r\n\r\n", 403),
    ],
)
def test_what_is_refused(stream: bytes, status: int) -> None:
    with pytest.raises(HttpError) as refused:
        read(stream, head_limit=500, body_limit=1000)
    assert refused.value.status == status
    assert "bytearray" not in str(refused.value)


@settings(deadline=None)
@given(
    st.lists(st.binary(max_size=40) | st.sampled_from([b"\r\n", b"\r\n\r\n", GET, CHUNKED[:40]]))
)
def test_nothing_but_a_refusal_comes_of_noise(chunks: list[bytes]) -> None:
    requests: list[HttpRequest] = []
    with suppress(HttpError):
        requests = read(*chunks)
    assert {request.path for request in requests} <= {"/v1/models"}  # that of `GET`
