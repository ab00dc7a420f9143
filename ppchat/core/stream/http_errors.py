"""What a server answered instead of a stream → the problem, in one line, and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from html import unescape
from http import HTTPStatus
from math import ceil, isfinite
from typing import Any, Final

from ppchat.core.stream.signals import Problem

MESSAGE_LIMIT: Final = 2000
"""Bytes of a server's message that are kept."""

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
    403: "This key may not do that: check its project, its rights and where the server may be used"
    " from.",
    404: "Check the model's name (`ppchat models` lists them) and the base URL, which mostly"
    " ends in /v1.",
    405: "The base URL is probably wrong: this server does not take POST /responses there.",
    408: "The server gave up waiting. Try again.",
    409: "Something else is changing the same response. Try again.",
    413: "The conversation is too large for this server: start a new chat or shorten the prompt.",
    422: "The server understood the request but not its content: its message says what to change.",
    429: "Too many requests: wait, then try again.",
}

_HTML_TITLE: Final = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)
_HTML_HIDDEN: Final = re.compile(
    r"<(script|style|head)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_HTML_TAG: Final = re.compile(r"<[^>]*>")


def refusal(
    status: int, headers: Mapping[str, str], body: bytes, *, host: str, keyed: bool
) -> Problem:
    """The problem that a status other than 2xx tells of; `keyed`: a key was sent along.

    `headers` by names in lower case; of `body` the first bytes are enough.
    """
    message, code = server_message(body)
    if "content-encoding" in headers:
        message = f"(compressed: {clean(headers['content-encoding'], 100)})"
    quota = status == 429 and code in _OUT_OF_MONEY
    wait_s = retry_after_s(headers)
    advice = _ADVICE.get(status, "")
    kind = _KIND.get(status, "status")
    if 300 <= status < 400:
        kind = "redirect"
        target = clean(headers.get("location", "an unnamed place"))
        message = f"the server points to {target}"
        advice = "Redirects are not followed: if you trust that address, make it the base URL."
    elif status in (401, 403) and not keyed:
        advice = f"No key was sent to {host}. `ppchat doctor` tells which key goes where."
    elif status == 401:
        advice = (
            f"{host} does not accept the key: check it, or make a new one where it came from."
            " `ppchat doctor` tells where the key was found."
        )
    elif quota:
        kind = "quota"
        advice = "The account has no credit left: trying again will not help. Check its billing."
    elif status >= 500:
        kind = "server error"
        advice = "The fault is the server's. Try again; if it stays, see its status page."
    if wait_s and not quota:
        advice = f"The server asks to wait {_wait(wait_s)}: try again then."
    return Problem(
        kind=kind,
        message=_stated(status, message),
        advice=advice,
        status=status,
        request_id=clean(headers.get("x-request-id", ""), 200),
        retry_after_s=wait_s,
        retryable=not quota and _retryable(status, headers),
    )


def _stated(status: int, message: str) -> str:
    """Status and message, neither told twice: error pages repeat them in their title."""
    phrase = _phrase(status)
    said = message.removeprefix(str(status)).strip(" :-\u2013\u2014")
    head = f"{status} {phrase}"
    return head if said.casefold() in ("", phrase.casefold()) else f"{head}: {said}"


def _wait(wait_s: float) -> str:
    if wait_s < 90:
        return f"{ceil(wait_s)} s"
    minutes = ceil(wait_s / 60)
    return f"{minutes} min" if minutes < 90 else f"{ceil(wait_s / 3600)} h"


_OUT_OF_MONEY: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached"})


def not_a_stream(status: int, headers: Mapping[str, str], body: bytes) -> Problem:
    """The problem when a successful answer is no event stream."""
    media = clean(headers.get("content-type", "").partition(";")[0].strip(), 100)
    encoding = headers.get("content-encoding", "")
    if encoding:
        what, advice = (
            f"compressed ({clean(encoding, 100)})",
            "An uncompressed answer was asked for; a proxy or gateway in between compresses it.",
        )
    elif not body.strip():
        what, advice = (
            "nothing came",
            "The server closed the connection without an event: try again; its log may say why.",
        )
    else:
        message, _ = server_message(body)
        what = f"{media or 'no content type'}: {message}".rstrip(": ")
        advice = (
            "The server answers, but does not stream: check that it speaks the Responses API."
            if "json" in media
            else "Something else answers there: check the base URL, which mostly ends in /v1."
        )
    return Problem(
        kind="not a stream",
        message=f"not a stream: {what}",
        advice=advice,
        status=status,
        request_id=clean(headers.get("x-request-id", ""), 200),
    )


def server_message(body: bytes) -> tuple[str, str]:
    """What a server's body says went wrong, in one line, and its code for it; either empty."""
    text = body.decode(errors="replace").strip()
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict):
        found = _in_object(data)
        if found[0]:
            return found
    title = _HTML_TITLE.search(text) if text.startswith("<") else None
    if title and title[1].strip():
        return clean(unescape(title[1])), ""
    if text.startswith("<"):
        text = unescape(_HTML_TAG.sub(" ", _HTML_HIDDEN.sub(" ", text))).strip()
    lines = text.splitlines()
    return clean(lines[0]) if lines else "", ""


def _in_object(data: dict[str, Any]) -> tuple[str, str]:
    error = data.get("error")
    if isinstance(error, str):
        return clean(error), ""
    source = error if isinstance(error, dict) else data
    code = source.get("code") or source.get("type")
    for key in ("message", "detail", "msg", "title"):
        value = source.get(key)
        if isinstance(value, list):  # what FastAPI says of each field it does not accept
            value = "; ".join(
                f"{'.'.join(map(str, entry.get('loc', ())))}: {entry.get('msg', '')}"
                for entry in value
                if isinstance(entry, dict) and isinstance(entry.get("loc", ()), list | tuple)
            )
        if isinstance(value, str) and value.strip():
            return clean(value), str(code) if code else ""
    return "", str(code) if code else ""


def clean(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """Foreign text in one line of at most `limit` bytes; still to be made safe for display."""
    line = " ".join(text[: 4 * limit].split())
    data = line.encode(errors="replace")
    return line if len(data) <= limit else data[: limit - 3].decode(errors="ignore") + "…"


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """How long the server asks to wait; None where it says nothing that can be understood."""
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            wait_s = float(headers[name]) * unit_s
        except (KeyError, ValueError):
            continue
        if isfinite(wait_s):
            return max(0.0, wait_s)
    try:  # a date; the server's own clock is the one it was made with
        until = parsedate_to_datetime(headers["retry-after"])
        return max(0.0, (until - parsedate_to_datetime(headers["date"])).total_seconds())
    except (KeyError, ValueError, TypeError, OverflowError):
        return None


def _retryable(status: int, headers: Mapping[str, str]) -> bool:
    said = headers.get("x-should-retry")
    if said in ("true", "false"):
        return said == "true"
    return status in (408, 409, 429) or status >= 500


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "(no standard status)"


_FIELDS: Final = (b"data:", b"event:", b"id:", b"retry:", b":")


def begins_stream(head: bytes) -> bool | None:
    """Whether a body that begins so is an event stream; None while more must come to tell."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if any(start.startswith(field) for field in _FIELDS):
        return True
    return None if any(field.startswith(start) for field in _FIELDS) else False
