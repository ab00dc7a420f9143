"""An exception of the transport → the problem, in one line, and what to do."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeVar

import httpx2

from ppchat.core.security.secret import Secret
from ppchat.core.stream.http_errors import clean
from ppchat.core.stream.signals import Problem

E = TypeVar("E", bound=BaseException)


def problem(error: BaseException, host: str) -> Problem:
    """What it means that asking `host` raised `error`."""
    causes = list(_causes(error))

    def find(kind: type[E]) -> E | None:
        return next((cause for cause in causes if isinstance(cause, kind)), None)

    if find(socket.gaierror):
        return Problem(
            "dns",
            f"{host} has no address",
            "Check the base URL's host name and the network.",
            retryable=True,
        )
    if (tls := find(ssl.SSLError)) is not None:
        return _tls(tls, host)
    if find(httpx2.ProxyError):
        return Problem(
            "proxy",
            f"the proxy gave no connection to {host}: {clean(str(find(httpx2.ProxyError)))}",
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
            f"nothing listens at {host}",
            "Start the server, or check the base URL and its port.",
            retryable=True,
        )
    if find(httpx2.ConnectError):
        why = next((clean(str(cause)) for cause in reversed(causes) if str(cause)), "")
        return Problem(
            "unreachable",
            f"no connection to {host}: {why}",
            "Check the network and the base URL.",
            retryable=True,
        )
    if find(httpx2.UnsupportedProtocol) or find(httpx2.InvalidURL) or find(OverflowError):
        return Problem(
            "bad base url",
            f"{host or 'that base URL'} is no address of a server",
            "A base URL looks like https://host/v1.",
        )
    if (broken := find(httpx2.ProtocolError)) is not None:
        return _broken(str(broken), host)
    if find(httpx2.NetworkError):
        return Problem("broken", f"the connection to {host} broke", _AGAIN, retryable=True)
    if find(UnicodeEncodeError):
        return Problem(
            "bad request",
            "the request holds characters that cannot be sent",
            "Remove half characters (lone surrogates) from the prompt.",
        )
    return Problem("unexpected", f"{type(error).__name__}: {clean(str(error))}")


_AGAIN: Final = "Try again; if it stays, look at what stands between: a proxy, a gateway, a VPN."
_NO_TLS: Final = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"})
_QUOTED: Final = re.compile(r"bytearray\(b(['\"])(.*)\1\)", re.DOTALL)
_TLS_RECORD: Final = r"\x15\x03"
"""How an alert of TLS begins, quoted: what a TLS server says to plain HTTP."""


def _tls(error: ssl.SSLError, host: str) -> Problem:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Problem(
            "tls",
            f"the certificate of {host} is not accepted: {clean(error.verify_message)}",
            "Check the host name and this machine's clock; a proxy may have put in its own.",
        )
    if error.reason in _NO_TLS:
        return Problem(
            "tls",
            f"{host} does not speak TLS at that port",
            "If it speaks plain HTTP, the base URL begins with http://.",
        )
    why = (error.reason or str(error)).replace("_", " ").lower()
    return Problem(
        "tls",
        f"no secure connection to {host}: {clean(why)}",
        "Check the base URL's port, and what stands between: a proxy, a gateway, a VPN.",
    )


def _broken(said: str, host: str) -> Problem:
    """What the transport says of an answer that breaks the rules of HTTP."""
    if "without sending a response" in said:
        what, advice = f"{host} closed the connection without an answer", _AGAIN
    elif "peer closed connection" in said:
        what, advice = f"{host} closed the connection in the middle of the answer", _AGAIN
    elif "illegal status line" in said and _TLS_RECORD in said:
        what = f"{host} speaks TLS at that port"
        advice = "The base URL begins with https:// there."
    elif "illegal status line" in said:
        quoted = _QUOTED.search(said)
        what = f"{host} does not speak HTTP: it said {clean(quoted[2] if quoted else said, 100)}"
        advice = "Check the base URL's port: something else listens there."
    else:
        unquoted = _QUOTED.sub(r"\2", said)
        what = f"{host} broke the rules of HTTP: {clean(unquoted, 300)}"
        advice = "The server or something in between garbles what it sends: see its log."
    return Problem("broken", what, advice, retryable=True)


def bad_key() -> Problem:
    """The problem with a key that no header can hold; does not quote it."""
    return Problem(
        "bad key",
        "the key holds characters that no key has, such as a space or a line break",
        "Set it again, without quotes or anything around it.",
    )


def masked(found: Problem, key: Secret | None) -> Problem:
    """The problem without the key, which a server may have sent back in its message."""
    return replace(found, message=key.masked_in(found.message)) if key else found


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that led to it, nearest first."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        cause = waiting.pop(0)
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions
