"""The words of a body that holds an error."""

from __future__ import annotations

import pytest

from ppchat.core.stream.error_body import clean_line, parse_error_body


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        (b"", "", ""),
        (b'{"error":{"message":" a\\n b ","code":"c","type":"t"}}', "a b", "c"),
        (b'{"error":{"message":"a","code":null,"type":"t"}}', "a", "t"),
        (b'{"error":"a"}', "a", ""),
        (b'{"message":"a"}', "a", ""),
        (b'{"detail":"a"}', "a", ""),
        (b'{"detail":[{"loc":["body",0],"msg":"m"},3]}', "body.0: m", ""),
        (b'{"error":{"message":3}}', '{"error":{"message":3}}', ""),
        (b'["a"]', '["a"]', ""),
        (b"first\nsecond", "first", ""),
        (b"\xff\xfe", "(binary data)", ""),
        (b"\x1f\x8b\x08\0\0", "(binary data)", ""),
        (b"the caf\xe9 is closed", "the caf\ufffd is closed", ""),
        (b"<html><title> T </title></html>", "T", ""),
        (b"<html><style>x{}</style><body><b>A</b> b\nc", "A b", ""),
        (b"[" * 100_000, "[" * 1997 + "…", ""),
    ],
)
def test_error_bodies(body: bytes, message: str, code: str) -> None:
    assert parse_error_body(body) == (message, code)


def test_a_long_message_is_cut_between_characters() -> None:
    assert clean_line("é" * 2000) == "é" * 998 + "…"
    assert clean_line("a  \n b\t") == "a b"
