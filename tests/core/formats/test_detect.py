"""Detecting the format of a file."""

from __future__ import annotations

import pytest

from ppchat.core.formats.detect import HEAD_SIZE, FileFormat, detect_format
from ppchat.core.formats.jsonl import FormatError


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"ppchat":1,"server":""}\n', FileFormat.JSONL),
        (b'\xef\xbb\xbf{ "ppchat" : 99 }', FileFormat.JSONL),
        (b'{"type":"response.created"}\n{"type":"x"}\n', FileFormat.EVENT_LINES),
        (b'{"sequence_number":0,"type":"response.created"}', FileFormat.EVENT_LINES),
        (b'{"response":{"text":"' + b"x" * HEAD_SIZE, FileFormat.EVENT_LINES),
        (b'{"text":"' + b"x" * HEAD_SIZE, None),
        (b'{"type":"x","response":{"text":"' + b"x" * HEAD_SIZE, FileFormat.EVENT_LINES),
        (b"event: response.created\ndata: {}\n\n", FileFormat.SSE),
        (b"data:{}\n\n", FileFormat.SSE),
        (b": OPENROUTER PROCESSING\n\n", FileFormat.SSE),
        (b"\n\nretry: 3\n\n", FileFormat.SSE),
        (b"\xef\xbb\xbfid: 3\r\n\r\n", FileFormat.SSE),
        (b"HTTP/1.1 200 OK\r\n", FileFormat.HTTP_TEXT),
        (b"*   Trying 127.0.0.1:80...\n", FileFormat.CURL_VERBOSE),
        (b"05:48:17.834949 *   Trying 127.0.0.1:80...\n", FileFormat.CURL_VERBOSE),
        (b"* Host a:80 was resolved.\n*   Trying 127.0.0.1:80...\n", FileFormat.CURL_VERBOSE),
        (b"* A list\n* of things\n", None),
        (b"  % Total    % Received % Xferd\n", FileFormat.CURL_VERBOSE),
        (b"05:48:17.834949 == Info:   Trying 127.0.0.1:80...\n", FileFormat.CURL_TRACE),
        (b"=> Send header, 143 bytes (0x8f)\n", FileFormat.CURL_TRACE),
        (b"00:00:01 data: {}\n00:00:01 \n", FileFormat.TIMED_LINES),
        (b'{\n  "log": {\n', FileFormat.HAR),
        (b'{"log":{"version":"1.2"', FileFormat.HAR),
        (b"interactions:\n- request:\n", FileFormat.YAML_CASSETTE),
        (b"version: 1\ninteractions:\n- request:\n", FileFormat.YAML_CASSETTE),
        (b'{"version": 1, "interactions": [', FileFormat.JSON_CASSETTE),
        (b"---\nhttp_interactions:\n- request:\n", FileFormat.YAML_CASSETTE),
        (b'{"http_interactions":[{', FileFormat.JSON_CASSETTE),
        (b'{"interactions": [', FileFormat.JSON_CASSETTE),
        (b"", None),
        (b" \n\t\n", None),
        (b"{}", None),
        (b"[1]", None),
        (b'"type"', None),
        (b"# A heading\n\nSome text.\n", None),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None),
        (b"\x7fELF\0\ninteractions:\n", None),
        (b"<!DOCTYPE html>", FileFormat.FOREIGN),
        (b'{"error": {"message": "m"}}', FileFormat.FOREIGN),
        (b"\x1f\x8b\x08\0", FileFormat.FOREIGN),
        (b'{"model":"m","message":{},"done":false}\n', FileFormat.EVENT_LINES),
        (b"[" * 100_000, None),
        (b"{" * 60_000, None),
    ],
)
def test_the_format_is_detected_from_the_content(head: bytes, expected: FileFormat | None) -> None:
    if expected is None:
        with pytest.raises(FormatError):
            detect_format(head)
    else:
        assert detect_format(head) is expected
