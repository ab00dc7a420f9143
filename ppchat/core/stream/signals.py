"""The signals of a stream: the network, a file, a pipe and a replay all yield the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from ppchat.core.stream.sse import Frame


@dataclass(frozen=True, slots=True)
class Request:
    """A request to a server; holds no secret."""

    body: Mapping[str, Any]
    """The JSON body of `POST {base_url}/responses`."""
    base_url: str
    resume: tuple[str, int] | None = None
    """The id and the last sequence number of a response whose stream is to be resumed."""
    method: str = ""
    """The HTTP method; empty for the one that the Responses API has."""
    path: str = ""
    """Path and query after the base URL; empty for those that the Responses API has."""
    commands_ns: int | None = None
    """How long the commands ran whose output it holds; None if unknown."""

    @property
    def line(self) -> tuple[str, str]:
        """The HTTP method and the whole URL."""
        method, path = "POST", "/responses"
        if self.resume:
            response_id, after = self.resume
            method = "GET"
            path = f"/responses/{response_id}?stream=true&starting_after={after}"
        return self.method or method, self.base_url + (self.path or path)

    @property
    def model(self) -> str:
        """The requested model; empty if the recording does not name one."""
        value = self.body.get("model")
        return value if isinstance(value, str) else ""


TRUNCATED: Final = "truncated"
"""The kind of a problem of the file alone: it holds less than what the server sent."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, in one line, and what to do about it."""

    kind: str
    """A code for programs: "unauthorized", "refused", "dns", "timeout", "not a stream" …"""
    message: str
    """One line of foreign text: sanitize it before display."""
    advice: str = ""
    status: int | None = None
    """The HTTP status; None if there was no response."""
    request_id: str = ""
    retry_after_s: float | None = None
    """How long the server asks to wait before a retry; None if it does not say."""
    retryable: bool = False
    """Whether the same request may succeed later."""


class End(Enum):
    """How the bytes of a stream ended, regardless of its events."""

    EOF = "eof"
    """The server closed the stream."""
    STOPPED = "stopped"
    """The user stopped it."""
    BROKEN = "broken"
    """The connection, the reader or the file failed before the end."""
    REFUSED = "refused"
    """There was no stream: the request failed, or the response was something else."""


@dataclass(frozen=True, slots=True)
class Started:
    """The request is about to be sent: t0."""

    at_ns: int
    """Monotonic clock, nanoseconds; 0 where it is unknown, as for a stream from a pipe."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The head of the response has arrived."""

    at_ns: int
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Lower-case names; without cookies and keys."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Frames that were read together."""

    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """The stream has ended; always the last signal."""

    at_ns: int
    end: End
    problem: Problem | None = None


Signal = Started | Opened | Arrived | Ended
Source = AsyncIterator[Signal]
"""`Started`, then `Opened` and any number of `Arrived`, then one `Ended`; never raises."""
