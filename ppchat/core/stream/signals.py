"""Where events come from: the network, a file, a pipe or a replay all give these signals."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ppchat.core.stream.sse import Frame


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a server. Holds no secret."""

    body: Mapping[str, Any]
    """The JSON body of `POST {base_url}/responses`."""
    base_url: str
    resume: tuple[str, int] | None = None
    """A response's id and the last sequence number had of it, to go on with that stream."""

    @property
    def model(self) -> str:
        """The model asked for; empty where a recording does not tell."""
        value = self.body.get("model")
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, in one line, and what to do about it."""

    kind: str
    """A word for programs: "unauthorized", "refused", "dns", "timeout", "not a stream" …"""
    message: str
    """One line of text from anywhere: to be made safe where it is shown."""
    advice: str = ""
    status: int | None = None
    """The HTTP status; None where no response came."""
    request_id: str = ""
    retry_after_s: float | None = None
    """How long the server asks to wait before trying again; None where it said nothing."""
    retryable: bool = False
    """Whether the same request may succeed later."""


class End(Enum):
    """How the bytes of a stream ended, whatever its events said."""

    EOF = "eof"
    """The server closed the stream."""
    STOPPED = "stopped"
    """The person stopped it."""
    BROKEN = "broken"
    """The connection, the reader or the file broke off."""
    REFUSED = "refused"
    """There was no stream: the request failed, or something else came back."""


@dataclass(frozen=True, slots=True)
class Started:
    """The request is about to be made: t0."""

    at_ns: int
    """Monotonic clock, nanoseconds."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The head of the response is here."""

    at_ns: int
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; without cookies and keys."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Frames that were read together."""

    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more comes; always the last signal."""

    at_ns: int
    end: End
    problem: Problem | None = None


Signal = Started | Opened | Arrived | Ended
Source = AsyncIterator[Signal]
"""`Started`, then `Opened` and any number of `Arrived`, then one `Ended`; never raises."""
