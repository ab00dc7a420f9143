"""A stream is known by its first bytes, however they are chunked."""

from __future__ import annotations

import pytest

from ppchat.core.stream.json_lines import LineSplitter
from ppchat.core.stream.sniff import SNIFFED, StreamSniffer, media_type
from ppchat.core.stream.sse import FrameSplitter


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
        (b'{"id": 1}', None),
        (b'{"id": 1}\n', None),
        (b'{"id": 1}\r\n\r\n {', True),
        (b'\n{"id": 1}\n{', True),
        (b'{"id": 1}\n[', False),
        (b'{"id": 1}\n' + b"\n" * SNIFFED, False),
        (b'{"id": ' + b"1" * SNIFFED, False),
        (b"{\n", False),
        (b"{1}\n", False),
        (b"<html>", False),
        (b"\xef{", False),
        (b"\n" * SNIFFED, False),
    ],
)
def test_the_first_bytes_of_a_stream(body: bytes, expected: bool | None) -> None:
    assert StreamSniffer().feed(body) is expected
    sniffer, result = StreamSniffer(), None
    for byte in body:
        assert result is None
        result = sniffer.feed(bytes([byte]))
        if result is not None:
            break
    assert result is expected
    assert body.startswith(bytes(sniffer.head))


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("application/x-ndjson; charset=utf-8", b"{", LineSplitter),
        ("application/jsonl", b'\xef\xbb\xbf\n{"a"', LineSplitter),
        ("application/json", b'{"a": 1}\n{', LineSplitter),
        ("application/x-ndjson", b"data: {}\n\n", FrameSplitter),
        ("application/x-ndjson", b"<html>", None),
        ("application/json", b"{\n", None),
    ],
)
def test_how_a_body_is_split(content_type: str, body: bytes, expected: type | None) -> None:
    sniffer = StreamSniffer(content_type)
    assert sniffer.feed(body) is (expected is not None)
    assert expected is None or isinstance(sniffer.splitter(), expected)


def test_a_media_type_is_without_parameters() -> None:
    assert media_type("Text/Event-Stream ; charset=utf-8") == "text/event-stream"
