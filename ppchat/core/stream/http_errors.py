"""HTTP responses that are not a stream → the problem, in one line, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from math import ceil, isfinite
from typing import Final

from ppchat.core.stream.error_body import clean_line, parse_error_body
from ppchat.core.stream.foreign import (
    NOT_A_STREAM,
    compressed_format,
    describe_body,
    foreign_problem,
)
from ppchat.core.stream.signals import Problem, Request
from ppchat.core.stream.status_phrases import is_status_phrase, status_phrase

_KIND: Final = {
    400: "bad request",
    401: "unauthorized",
    403: "forbidden",
    404: "not found",
    408: "timeout",
    413: "too large",
    422: "unprocessable",
    429: "rate limited",
}

_ADVICE: Final = {
    400: "The server does not accept this request: its message says what to change.",
    403: "This key is not allowed to do that: check its project, its permissions and whether the"
    " server is available in your region.",
    404: "Check the model's name (`ppchat models` lists them, in the app `/model`) and the base"
    " URL, which usually ends in /v1.",
    405: "The base URL is probably wrong: this server does not accept such a request there.",
    408: "The server timed out waiting for the request. Try again.",
    409: "Something else is changing the same response. Try again.",
    413: "The conversation is too large for this server: start a new chat or shorten the prompt.",
    422: "The server understood the request but not its content: its message says what to change.",
    429: "Too many requests: wait, then try again.",
}


NO_ENDPOINT: Final = "no endpoint"
"""The kind of the problem of a server that does not have what was asked for."""
_ABOUT_CONTENT: Final = re.compile(r"(?i)model|deployment|previous.response")
"""In the message of a 404: what was asked for is there, but not what the request names."""


def http_problem(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    host: str,
    key_sent: bool | None,
    request: Request | None = None,
) -> Problem:
    """The problem behind a response that is not an event stream, whatever its status.

    `headers` have lower-case names; of `body` the first bytes are enough; `key_sent` tells whether
    the request carried a key of this program's; None for a request of another client's. Of the
    `request`, where it is this program's, the advice tells whether the server has its endpoint.
    """
    if 200 <= status < 300:
        return _not_a_stream_problem(status, headers, body)
    message, code = parse_error_body(body)
    if "content-encoding" in headers:
        message = f"(compressed: {clean_line(headers['content-encoding'], 100)})"
    quota = status == 429 and code in _QUOTA_CODES
    wait_s = retry_after_s(headers)
    advice = _ADVICE.get(status, "")
    kind = _KIND.get(status, "status")
    lacks_endpoint = request is not None and _lacks_endpoint(status, f"{code} {message}", request)
    if request is not None and lacks_endpoint:
        kind, advice = NO_ENDPOINT, _endpoint_advice(request)
    elif 300 <= status < 400:
        kind = "redirect"
        target = clean_line(headers.get("location", "an unnamed address"))
        message = f"the server redirects to {target}"
        advice = "Redirects are not followed: if you trust that address, use it as the base URL."
    elif status in (401, 403) and key_sent is False:
        advice = f"No key was sent to {host}. `ppchat doctor` shows which key is sent where."
    elif status == 401:
        advice = f"{host} does not accept the key: check it, or create a new one."
        if key_sent:
            advice += " `ppchat doctor` shows where the key comes from."
    elif quota:
        kind = "quota"
        advice = "The account has no credit left: retrying will not help. Check its billing."
    elif status >= 500:
        kind = "server error"
        advice = "The server failed. Try again; if it keeps failing, check its status page."
    if wait_s and not quota:
        advice = f"The server asks you to wait {_format_wait(wait_s)} before trying again."
    return Problem(
        kind=kind,
        message=_status_line(status, message),
        advice=advice,
        status=status,
        request_id=clean_line(headers.get("x-request-id", ""), 200),
        retry_after_s=wait_s,
        retryable=not quota and not lacks_endpoint and _retryable(status, headers),
    )


def _lacks_endpoint(status: int, text: str, request: Request) -> bool:
    """Whether a server does not have what was asked for: not, if only the model is unknown."""
    if status not in (404, 405, 501):
        return False
    model = rf"(?<!\w){re.escape(request.model)}(?!\w)" if request.model else _ABOUT_CONTENT
    names_content = _ABOUT_CONTENT.search(text) or re.search(model, text)
    return not (names_content and request.body)


def _endpoint_advice(request: Request) -> str:
    method, url = request.line
    advice = (
        f"This server has no {method} {url.removeprefix(request.base_url)}: check the base URL,"
        " which usually ends in /v1."
    )
    if method != "POST":
        return advice
    return f"{advice} `ppchat doctor --probe` shows which APIs it has, --api selects one."


def _status_line(status: int, message: str) -> str:
    """Status and message without repetition: error pages repeat the status in their title."""
    detail = message.removeprefix(str(status)).strip(" :-\u2013\u2014")
    head = f"{status} {status_phrase(status) or '(nonstandard status)'}"
    return head if not detail or is_status_phrase(detail, status) else f"{head}: {detail}"


def _format_wait(wait_s: float) -> str:
    if wait_s < 90:
        return f"{ceil(wait_s)} s"
    minutes = ceil(wait_s / 60)
    return f"{minutes} min" if minutes < 90 else f"{ceil(wait_s / 3600)} h"


_QUOTA_CODES: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached"})


def _not_a_stream_problem(status: int, headers: Mapping[str, str], body: bytes) -> Problem:
    """The problem when a successful response is not an event stream."""
    media = clean_line(headers.get("content-type", "").partition(";")[0].strip(), 100)
    encoding = headers.get("content-encoding", "")
    if encoding:
        content, advice = (
            f"compressed ({clean_line(encoding, 100)})",
            "An uncompressed response was requested; a proxy or gateway in between compresses it.",
        )
        if encoding.lower().endswith(("br", "zstd")):
            advice += " With ppchat[compression] installed, it can be read."
    elif not body.strip():
        content, advice = (
            "empty response",
            "The server closed the connection without an event: try again; its log may say why.",
        )
    elif name := compressed_format(body):
        content, advice = (
            f"{name} data without a content-encoding header",
            "No client can read it: the server, or a gateway in between, compresses it silently.",
        )
    elif sentence := describe_body(body):
        request_id = clean_line(headers.get("x-request-id", ""), 200)
        return replace(foreign_problem(sentence), status=status, request_id=request_id)
    else:
        message, _ = parse_error_body(body)
        content = f"{media or 'no content type'}: {message}".rstrip(": ")
        advice = (
            "The server answers, but does not stream: check that it has the API asked for."
            if "json" in media
            else "Another service answers there: check the base URL, which usually ends in /v1."
        )
    return Problem(
        kind=NOT_A_STREAM,
        message=f"not a stream: {content}",
        advice=advice,
        status=status,
        request_id=clean_line(headers.get("x-request-id", ""), 200),
    )


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """How long the server asks to wait; None if it does not say, or not intelligibly."""
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            wait_s = float(headers[name]) * unit_s
        except (KeyError, ValueError):
            continue
        if isfinite(wait_s):
            return max(0.0, wait_s)
    try:  # a date, by the server's own clock
        until = parsedate_to_datetime(headers["retry-after"])
        return max(0.0, (until - parsedate_to_datetime(headers["date"])).total_seconds())
    except (KeyError, ValueError, TypeError, OverflowError):
        return None


def _retryable(status: int, headers: Mapping[str, str]) -> bool:
    should_retry = headers.get("x-should-retry")
    if should_retry in ("true", "false"):
        return should_retry == "true"
    return status in (408, 409, 429) or status >= 500
