"""What the transport raises, told to a person."""

from __future__ import annotations

import ssl

import httpx2
import pytest

from ppchat.adapters.openai.errors import problem

HOST = "api.example"


def tls(reason: str) -> Exception:
    error = ssl.SSLError(1, f"[SSL: {reason}]")
    error.reason = reason
    outer = httpx2.ConnectError("failed")
    outer.__cause__ = error
    return outer


def untrusted() -> Exception:
    error = ssl.SSLCertVerificationError(1, "x")
    error.verify_message = "self-signed certificate"
    return error


def garbled(said: str) -> Exception:
    return httpx2.RemoteProtocolError(said)


@pytest.mark.parametrize(
    ("error", "message", "advice"),
    [
        (tls("WRONG_VERSION_NUMBER"), f"{HOST} does not speak TLS at that port", "http://"),
        (tls("NO_SHARED_CIPHER"), f"no secure connection to {HOST}: no shared cipher", "port"),
        (
            untrusted(),
            f"the certificate of {HOST} is not accepted: self-signed certificate",
            "clock",
        ),
        (
            garbled("Server disconnected without sending a response."),
            f"{HOST} closed the connection without an answer",
            "Try again",
        ),
        (
            garbled("peer closed connection without sending complete message body"),
            f"{HOST} closed the connection in the middle of the answer",
            "Try again",
        ),
        (
            garbled(f"illegal status line: {bytearray(b'SSH-2.0')!r}"),
            f"{HOST} does not speak HTTP: it said SSH-2.0",
            "port",
        ),
        (
            garbled(f"illegal status line: {bytearray(bytes([21, 3, 1, 0, 2]))!r}"),
            f"{HOST} speaks TLS at that port",
            "https://",
        ),
        (
            garbled(f"illegal header line: {bytearray(b'x y')!r}"),
            f"{HOST} broke the rules of HTTP: illegal header line: x y",
            "log",
        ),
        (httpx2.ReadError("reset"), f"the connection to {HOST} broke", "Try again"),
    ],
)
def test_a_line_for_a_person_and_what_to_do(error: Exception, message: str, advice: str) -> None:
    found = problem(error, HOST)
    assert found.message == message
    assert advice in found.advice


def test_what_a_stranger_says_is_quoted_and_short() -> None:
    said = bytearray(b"\x1b]52;c;eA==\x07" + b"x" * 10_000)
    found = problem(garbled(f"illegal status line: {said!r}"), HOST)
    assert r"\x1b]52;c;eA==\x07xxx" in found.message
    assert len(found.message) < 200
