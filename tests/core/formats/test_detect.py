"""What kind of recording a file is."""

from __future__ import annotations

import pytest

from ppchat.core.formats.detect import HEAD, Kind, kind
from ppchat.core.formats.jsonl import FormatError


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b'{"ppchat":1,"server":""}\n', Kind.JSONL),
        (b'\xef\xbb\xbf{ "ppchat" : 99 }', Kind.JSONL),
        (b'{"type":"response.created"}\n{"type":"x"}\n', Kind.EVENT_LINES),
        (b'{"sequence_number":0,"type":"response.created"}', Kind.EVENT_LINES),
        (b'{"response":{"text":"' + b"x" * HEAD, Kind.EVENT_LINES),
        (b'{"text":"' + b"x" * HEAD, None),
        (b'{"type":"x","response":{"text":"' + b"x" * HEAD, Kind.EVENT_LINES),
        (b"event: response.created\ndata: {}\n\n", Kind.SSE),
        (b"data:{}\n\n", Kind.SSE),
        (b": OPENROUTER PROCESSING\n\n", Kind.SSE),
        (b"\n\nretry: 3\n\n", Kind.SSE),
        (b"\xef\xbb\xbfid: 3\r\n\r\n", Kind.SSE),
        (b'{\n  "log": {\n', Kind.HAR),
        (b'{"log":{"version":"1.2"', Kind.HAR),
        (b"interactions:\n- request:\n", Kind.CASSETTE),
        (b"version: 1\ninteractions:\n- request:\n", Kind.CASSETTE),
        (b'{"version": 1, "interactions": [', Kind.JSON_CASSETTE),
        (b'{"interactions": [', Kind.JSON_CASSETTE),
        (b"", None),
        (b" \n\t\n", None),
        (b"{}", None),
        (b"[1]", None),
        (b'"type"', None),
        (b"# A heading\n\nSome text.\n", None),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None),
        (b"\x7fELF\0\ninteractions:\n", None),
        (b"<!DOCTYPE html>", None),
        (b"[" * 100_000, None),
        (b"{" * 60_000, None),
    ],
)
def test_the_kind_is_found_from_the_content(head: bytes, found: Kind | None) -> None:
    if found is None:
        with pytest.raises(FormatError):
            kind(head)
    else:
        assert kind(head) is found
