"""An event stream is known by its first bytes, however they are chunked."""

from __future__ import annotations

import pytest

from ppchat.core.stream.sniff import SNIFFED, StreamSniffer


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"event: x", True),
        (b"data:{}", True),
        (b"\n\n: ping", True),
        (b"\xef\xbb\xbfdata: x", True),
        (b"\xef\xbb\xbf\r\nid: 1", True),
        (b"\xef\xbb\xbf", None),
        (b"\xef\xbb", None),
        (b"eve", None),
        (b"dat", None),
        (b"date", False),
        (b"database", False),
        (b"retry:", True),
        (b"", None),
        (b"\r\n", None),
        (b'{"id": 1}', False),
        (b"<html>", False),
        (b"\xef{", False),
        (b"\n" * SNIFFED, False),
    ],
)
def test_the_first_bytes_of_an_event_stream(body: bytes, expected: bool | None) -> None:
    assert StreamSniffer().feed(body) is expected
    sniffer, result = StreamSniffer(), None
    for byte in body:
        assert result is None
        result = sniffer.feed(bytes([byte]))
        if result is not None:
            break
    assert result is expected
    assert body.startswith(bytes(sniffer.head))
