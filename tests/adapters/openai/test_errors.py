"""Transport exceptions, as problems for the user."""

from __future__ import annotations

import ssl

import httpx2
import pytest

from ppchat.adapters.openai import errors

HOST = "api.example"


def tls_error(reason: str) -> Exception:
    error = ssl.SSLError(1, f"[SSL: {reason}]")
    error.reason = reason
    outer = httpx2.ConnectError("failed")
    outer.__cause__ = error
    return outer


def certificate_error() -> Exception:
    error = ssl.SSLCertVerificationError(1, "x")
    error.verify_message = "self-signed certificate"
    return error


def protocol_error(message: str) -> Exception:
    return httpx2.RemoteProtocolError(message)


@pytest.mark.parametrize(
    ("error", "message", "advice"),
    [
        (tls_error("WRONG_VERSION_NUMBER"), f"{HOST} does not speak TLS on that port", "http://"),
        (
            tls_error("NO_SHARED_CIPHER"),
            f"no secure connection to {HOST}: no shared cipher",
            "port",
        ),
        (
            certificate_error(),
            f"the certificate of {HOST} is not accepted: self-signed certificate",
            "clock",
        ),
        (
            protocol_error("Server disconnected without sending a response."),
            f"{HOST} closed the connection without an answer",
            "Try again",
        ),
        (
            protocol_error("peer closed connection without sending complete message body"),
            f"{HOST} closed the connection in the middle of the answer",
            "Try again",
        ),
        (
            protocol_error(f"illegal status line: {bytearray(b'SSH-2.0')!r}"),
            f"{HOST} does not speak HTTP: it sent SSH-2.0",
            "port",
        ),
        (
            protocol_error(f"illegal status line: {bytearray(bytes([21, 3, 1, 0, 2]))!r}"),
            f"{HOST} speaks TLS on that port",
            "https://",
        ),
        (
            protocol_error(f"illegal header line: {bytearray(b'x y')!r}"),
            f"{HOST} sent invalid HTTP: illegal header line: x y",
            "log",
        ),
        (httpx2.ReadError("reset"), f"the connection to {HOST} was lost", "Try again"),
    ],
)
def test_an_error_becomes_one_line_and_advice(error: Exception, message: str, advice: str) -> None:
    problem = errors.translate_error(error, HOST)
    assert problem.message == message
    assert advice in problem.advice


HEAD = b"HTTP/1.1 502 Bad Gateway\r\nset-cookie: a=b\r\nx-key: sk-" + b"a1" * 20 + b"\r\nx: "


@pytest.mark.parametrize(
    ("error", "received", "message"),
    [
        (
            protocol_error("Server disconnected without sending a response."),
            HEAD,
            "within the head of its answer; it sent HTTP/1.1 502 Bad Gateway set-cookie: •••",
        ),
        (
            protocol_error("Receive buffer too long"),
            HEAD + b"x" * 900,
            "sent invalid HTTP: the head of its answer is too long; it sent HTTP/1.1 502",
        ),
        (
            protocol_error("Server disconnected without sending a response."),
            b"SSH-2.0\r\n",
            "does not speak HTTP: it sent SSH-2.0",
        ),
        (
            protocol_error("illegal status line: bytearray(b'\\xff')"),
            b"\xff\0 caf\xc3\xa9",
            r"does not speak HTTP: it sent \xff\x00 café",
        ),
        (
            protocol_error("illegal status line: bytearray(b'x')"),
            "grüße".encode()[:-3],
            "does not speak HTTP: it sent grü",
        ),
        (httpx2.ReadError("reset"), b"HTTP/1.1 2", "was lost; it sent HTTP/1.1 2"),
        (
            protocol_error("illegal chunk header: bytearray(b'Bearer sk-abcdefghijklmnop')"),
            b"",
            "illegal chunk header: Bearer •••",
        ),
    ],
)
def test_what_came_before_an_error_is_shown_without_secrets(
    error: Exception, received: bytes, message: str
) -> None:
    problem = errors.translate_error(error, HOST, received)
    assert message in problem.message
    assert len(problem.message) < 500


def test_foreign_bytes_are_escaped_and_shortened() -> None:
    foreign = bytearray(b"\x1b]52;c;eA==\x07" + b"x" * 10_000)
    problem = errors.translate_error(protocol_error(f"illegal status line: {foreign!r}"), HOST)
    assert r"\x1b]52;c;eA==\x07xxx" in problem.message
    assert len(problem.message) < 200
