"""Bytes → HTTP/1.1 requests, as far as a loopback server needs it (RFC 9112)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

HEAD_LIMIT: Final = 64 * 1024
BODY_LIMIT: Final = 64 * 1024 * 1024

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_REQUEST_LINE: Final = re.compile(r"([A-Z]+) (\S+) HTTP/1\.([01])")
_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LOCAL: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


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
    headers: tuple[tuple[str, str], ...]
    """As they came, in their order; Latin-1."""
    body: bytes
    minor: int
    """The version is HTTP/1.minor."""

    def header(self, name: str) -> str:
        """The value of a header, by its name in lower case; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters, the last one of a name."""
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def keeps_alive(self) -> bool:
        """Whether the client wants to ask again on the same connection."""
        said = self.header("connection").lower()
        return "close" not in said if self.minor else "keep-alive" in said

    def is_for(self, host: str) -> bool:
        """Whether its `Host` is a name of this machine's loopback, or the address bound to.

        A page in a browser that had its own name resolve to 127.0.0.1 shows that name here.
        """
        name = re.sub(r":\d*$", "", self.header("host")).lower()
        return name in _LOCAL or (name == host.lower() and bool(name))


class RequestReader:
    """Cuts what a client sends into requests, whatever the chunks."""

    def __init__(self, *, head_limit: int = HEAD_LIMIT, body_limit: int = BODY_LIMIT) -> None:
        self._head_limit = head_limit
        self._body_limit = body_limit
        self._pending = bytearray()
        self._searched = 0
        self._head: HttpRequest | None = None
        self._body = bytearray()
        self._left: int | None = 0
        """Bytes of the body, or of its chunk, still to come; None before a chunk's size."""
        self._chunked = False

    def feed(self, data: bytes) -> None:
        """Take in what was read."""
        self._pending += data

    @property
    def pending_bytes(self) -> int:
        """What was read and belongs to no request yet."""
        return len(self._pending)

    @property
    def awaits_continue(self) -> bool:
        """Whether the client waits for a `100 Continue` before it sends the body."""
        head = self._head
        return (
            head is not None
            and not self._body
            and not self._pending
            and head.header("expect").lower() == "100-continue"
        )

    def next(self) -> HttpRequest | None:
        """The next whole request, None while it is not here. Raises HttpError."""
        if self._head is None:
            self._head = self._read_head()
        if self._head is None or not (self._read_chunks() if self._chunked else self._read_plain()):
            return None
        head, body = self._head, bytes(self._body)
        self._head = None
        self._body.clear()
        return HttpRequest(head.method, head.target, head.headers, body, head.minor)

    def _read_head(self) -> HttpRequest | None:
        while self._pending.startswith((b"\r", b"\n")):
            del self._pending[:1]
        found = _BLANK.search(self._pending, max(0, self._searched - 3))
        if (found.end() if found else len(self._pending)) > self._head_limit:
            raise HttpError(431, "the head of the request is too large")
        if found is None:
            self._searched = len(self._pending)
            return None
        text = self._pending[: found.start()].decode("latin-1")
        del self._pending[: found.end()]
        self._searched = 0
        first, *rest = re.split(r"\r?\n", text)
        line = _REQUEST_LINE.fullmatch(first)
        if line is None:
            raise HttpError(400, "not an HTTP/1.1 request")
        headers = tuple(_header(each) for each in rest)
        request = HttpRequest(line[1], line[2], headers, b"", int(line[3]))
        self._frame(request)
        return request

    def _frame(self, request: HttpRequest) -> None:
        coding = request.header("transfer-encoding").lower()
        lengths = {value for key, value in request.headers if key.lower() == "content-length"}
        if coding not in ("", "chunked") or (coding and lengths) or len(lengths) > 1:
            raise HttpError(400, "the length of the body can't be told")
        self._chunked = bool(coding)
        length = lengths.pop() if lengths else "0"
        if not (length.isascii() and length.isdigit()):
            raise HttpError(400, "the length of the body is no number")
        if len(length) > 12 or int(length) > self._body_limit:
            raise HttpError(413, "the body of the request is too large")
        self._left = None if self._chunked else int(length)

    def _read_plain(self) -> bool:
        assert self._left is not None
        taken = min(self._left, len(self._pending))
        self._body += self._pending[:taken]
        del self._pending[:taken]
        self._left -= taken
        return not self._left

    def _read_chunks(self) -> bool:
        while True:
            if self._left is None:
                size = _CHUNK_SIZE.match(self._pending)
                if size is None:
                    if len(self._pending) > 1024 or b"\n" in self._pending:
                        raise HttpError(400, "a chunk without its size")
                    return False
                if int(size[1], 16) + len(self._body) > self._body_limit:
                    raise HttpError(413, "the body of the request is too large")
                if not int(size[1], 16):
                    return self._read_trailer(size.end())
                self._left = int(size[1], 16)
                del self._pending[: size.end()]
            if len(self._pending) < self._left + 2:
                return False
            self._body += self._pending[: self._left]
            if self._pending[self._left : self._left + 2] != b"\r\n":
                raise HttpError(400, "a chunk longer than its size")
            del self._pending[: self._left + 2]
            self._left = None

    def _read_trailer(self, start: int) -> bool:
        end = _BLANK.search(self._pending, start - 2)
        if end is None:
            if len(self._pending) > self._head_limit:
                raise HttpError(431, "the trailer of the request is too large")
            return False
        del self._pending[: end.end()]
        return True


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    value = value.strip(" \t")
    if not colon or not _TOKEN.fullmatch(name) or re.search(r"[\0\r\n]", value):
        raise HttpError(400, "a header that is none")
    return name, value
