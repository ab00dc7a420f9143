"""Whole requests, assembled from what h11 parses, or refused with a status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import h11

from ppchat.adapters.server.access import Access

HEAD_LIMIT: Final = 64 * 1024
"""Bytes of an incomplete request head, or of a chunked body's trailer, before it is refused."""
BODY_LIMIT: Final = 64 * 1024 * 1024

_HTTP_VERSIONS: Final = frozenset({b"1.0", b"1.1"})
_REASONS: Final = {
    431: "The head of the request is too large",
    501: "Chunked is the only transfer coding supported",
}


class HttpError(ValueError):
    """A request that is refused, with the status that says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A whole request."""

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...]
    """As received, in order."""
    body: bytes

    def header(self, name: str) -> str:
        """The values of a header, by its name in lower case; empty if it is absent."""
        values = [value for key, value in self.headers if key.lower() == name.encode()]
        return b", ".join(values).decode("latin-1")

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters; of repeated ones, the last."""
        return dict(parse_qsl(urlsplit(self.target).query))


class RequestReader:
    """Assembles the requests of one client, whose targets are paths."""

    def __init__(
        self, http: h11.Connection, access: Access, *, body_limit: int = BODY_LIMIT
    ) -> None:
        self._http = http
        self._access = access
        self._body_limit = body_limit
        self._head: HttpRequest | None = None
        self._body = bytearray()

    @property
    def head(self) -> HttpRequest | None:
        """The head of the request being read; None before its end."""
        return self._head

    def next(self) -> HttpRequest | None:
        """The next whole request; None while it is incomplete.

        Raises HttpError, after which nothing more can be read.
        """
        try:
            return self._read()
        except h11.RemoteProtocolError as error:
            # h11 quotes the offending bytes last; the client knows them.
            detail = str(error).partition(": bytearray(")[0]
            status = error.error_status_hint
            message = _REASONS.get(status, f"This is not an HTTP/1.1 request: {detail}")
            raise HttpError(status, f"{message}.") from None

    def _read(self) -> HttpRequest | None:
        while True:
            event = self._http.next_event()
            if isinstance(event, h11.Request):
                self._head = HttpRequest(
                    event.method.decode("ascii"),
                    event.target.decode("ascii"),
                    tuple(event.headers.raw_items()),
                    b"",
                )
                self._check(self._head, event.http_version)
            elif isinstance(event, h11.Data):
                self._body += event.data
                self._check_size(len(self._body))
            elif isinstance(event, h11.EndOfMessage):
                assert self._head
                head, body = self._head, bytes(self._body)
                self._head = None
                self._body.clear()
                return HttpRequest(head.method, head.target, head.headers, body)
            else:
                return None

    def _check(self, head: HttpRequest, version: bytes) -> None:
        """Raise HttpError for a head that h11 accepts, and this server does not."""
        if version not in _HTTP_VERSIONS:
            raise HttpError(505, "Only HTTP/1.1 and HTTP/1.0 are supported.")
        if head.method == "CONNECT" or not head.target.startswith("/"):
            raise HttpError(400, "The target of the request must be a path.")
        if not self._access.admits(head.header("host"), head.header("origin")):
            raise HttpError(
                403,
                "The Host or Origin header does not name this server; --allow-origin lets in the"
                " pages of another origin.",
            )
        length = head.header("content-length")
        if length and head.header("transfer-encoding"):
            # h11 ignores the length; something in front of this server may go by it.
            raise HttpError(400, "The length of the body is ambiguous.")
        self._check_size(int(length or 0))

    def _check_size(self, size: int) -> None:
        if size > self._body_limit:
            raise HttpError(413, "The body of the request is too large.")
