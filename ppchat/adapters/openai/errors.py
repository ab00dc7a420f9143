"""A transport exception → a problem: one line of text, and advice."""

from __future__ import annotations

import codecs
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeVar

import httpx2

from ppchat.adapters.content_decoder import DecodeError
from ppchat.core.security.redact import redact_line, redact_text
from ppchat.core.security.secret import Secret, redact_known_secrets
from ppchat.core.stream.error_body import clean_line
from ppchat.core.stream.signals import Problem

E = TypeVar("E", bound=BaseException)


def translate_error(error: BaseException, host: str, received: bytes = b"") -> Problem:
    """The problem behind an `error` raised while requesting `host`.

    `received` is the beginning of what the server sent, if that shows nowhere else.
    """
    causes = list(_causes(error))

    def find(error_type: type[E]) -> E | None:
        return next((cause for cause in causes if isinstance(cause, error_type)), None)

    if find(socket.gaierror):
        return Problem(
            "dns",
            f"{host} cannot be resolved",
            "Check the base URL's host name and the network.",
            retryable=True,
        )
    if (tls := find(ssl.SSLError)) is not None:
        return _tls_problem(tls, host)
    if find(httpx2.ProxyError):
        return Problem(
            "proxy",
            f"the proxy could not connect to {host}: {clean_line(str(find(httpx2.ProxyError)))}",
            "Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY.",
            retryable=True,
        )
    if find(httpx2.TimeoutException):
        return Problem(
            "timeout",
            f"{host} did not answer in time",
            "Check the base URL and the network, or try again.",
            retryable=True,
        )
    if find(ConnectionRefusedError):
        return Problem(
            "refused",
            f"no server is listening at {host}",
            "Start the server, or check the base URL and its port.",
            retryable=True,
        )
    if find(httpx2.ConnectError):
        reason = next((clean_line(str(cause)) for cause in reversed(causes) if str(cause)), "")
        return Problem(
            "unreachable",
            f"cannot connect to {host}: {reason}",
            "Check the network and the base URL.",
            retryable=True,
        )
    if find(httpx2.UnsupportedProtocol) or find(httpx2.InvalidURL) or find(OverflowError):
        return Problem(
            "bad base url",
            f"{host or 'the base URL'} is not a valid server address",
            "A base URL looks like https://host/v1.",
        )
    if (violation := find(httpx2.ProtocolError)) is not None:
        return _protocol_problem(str(violation), host, _describe_bytes(received))
    if (damage := find(DecodeError)) is not None:
        return Problem("damaged", f"{host} sent damaged data: {damage}", _AGAIN)
    if find(httpx2.NetworkError):
        what = _with_bytes(f"the connection to {host} was lost", _describe_bytes(received))
        return Problem("broken", what, _AGAIN, retryable=True)
    if find(UnicodeEncodeError):
        return Problem(
            "bad request",
            "the request contains characters that cannot be encoded",
            "Remove lone surrogates (half characters) from the prompt.",
        )
    return Problem("unexpected", f"{type(error).__name__}: {clean_line(str(error))}")


_AGAIN: Final = "Try again; if it persists, check what is in between: a proxy, a gateway, a VPN."
_NO_TLS: Final = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"})
_TLS_RECORD: Final = r"\x15\x03"
"""The start of a TLS alert, as quoted: how a TLS server responds to plain HTTP."""


def _tls_problem(error: ssl.SSLError, host: str) -> Problem:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Problem(
            "tls",
            f"the certificate of {host} is not accepted: {clean_line(error.verify_message)}",
            "Check the host name and this machine's clock; a proxy may present its own.",
        )
    reason = getattr(error, "reason", None) or str(error)  # only OpenSSL sets it
    if reason in _NO_TLS:
        return Problem(
            "tls",
            f"{host} does not speak TLS on that port",
            "For plain HTTP, use a base URL that begins with http://.",
        )
    return Problem(
        "tls",
        f"no secure connection to {host}: {clean_line(reason.replace('_', ' ').lower())}",
        "Check the base URL's port, and what is in between: a proxy, a gateway, a VPN.",
    )


def _protocol_problem(message: str, host: str, sent: str) -> Problem:
    """The problem behind the transport's message about a response that violates HTTP."""
    message = redact_known_secrets(redact_text(message))
    if "illegal status line" in message and _TLS_RECORD in message:
        what = f"{host} speaks TLS on that port"
        advice = "Use a base URL that begins with https://."
    elif "illegal status line" in message or not (sent or "HTTP/").startswith("HTTP/"):
        sent = sent or clean_line(_unquoted(message)[1] or message, 100)
        what = f"{host} does not speak HTTP: it sent {sent}"
        advice = "Check the base URL's port: a different service is listening there."
    elif "without sending a response" in message:
        where = "within the head of its answer" if sent else "without an answer"
        what, advice = _with_bytes(f"{host} closed the connection {where}", sent), _AGAIN
    elif "peer closed connection" in message:
        what = f"{host} closed the connection in the middle of the answer"
        what, advice = _with_bytes(what, sent), _AGAIN
    else:
        is_long = "buffer too long" in message
        reason = "the head of its answer is too long" if is_long else "".join(_unquoted(message))
        what = _with_bytes(f"{host} sent invalid HTTP: {clean_line(reason, 300)}", sent)
        advice = "The server or something in between corrupts the response: see its log."
    return Problem("broken", what, advice, retryable=True)


def _with_bytes(what: str, sent: str) -> str:
    return f"{what}; it sent {sent}" if sent else what


def _describe_bytes(data: bytes) -> str:
    """The beginning of what a server sent, in one line, without secrets; empty for nothing."""
    try:
        text, _ = codecs.utf_8_decode(data, "strict", False)  # the last character may be cut
    except UnicodeDecodeError:
        text = data.decode(errors="backslashreplace")
    lines = (redact_line(line) for line in text.replace("\0", r"\x00").splitlines())
    return clean_line(redact_known_secrets(redact_text("\n".join(lines))), 300)


def _unquoted(message: str) -> tuple[str, str]:
    """A message of the transport, and the bytes that it quotes last; either may be empty."""
    text, _, quoted = message.partition("bytearray(b")
    return text, quoted[1:].removesuffix(f"{quoted[:1]})")


def bad_key_problem() -> Problem:
    """The problem with a key that cannot be sent in a header; does not quote it."""
    return Problem(
        "bad key",
        "the key contains characters that no key has, such as a space or a line break",
        "Set it again, without quotes or other characters around it.",
    )


def redact_key(problem: Problem, key: Secret | None) -> Problem:
    """The problem without the key or another secret, as a server may have echoed them."""
    message = key.redact_in(problem.message) if key else problem.message
    return replace(problem, message=redact_known_secrets(message))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything that caused it, nearest first."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        cause = pending.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        pending += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            pending += cause.exceptions
