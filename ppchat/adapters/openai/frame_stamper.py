"""The bytes of a body → frames with their times, and when the last event arrived."""

from __future__ import annotations

import re

from ppchat.core.dialects.registry import dialect_of_request
from ppchat.core.stream.event import parse_event
from ppchat.core.stream.json_lines import LineSplitter
from ppchat.core.stream.signals import Request
from ppchat.core.stream.sse import Frame, FrameSplitter


class FrameStamper:
    """Splits a body into stamped frames."""

    def __init__(self, request: Request) -> None:
        self.splitter: FrameSplitter | LineSplitter = FrameSplitter()
        self._last_seen = request.resume[1] if request.resume else None
        self._dialect = dialect_of_request(request)
        self._terminal_type = re.compile(
            "|".join(map(re.escape, self._dialect.last_types)).encode()
        )
        self.terminal_ns = 0
        """When the terminal event arrived; 0 before."""

    def feed(self, chunk: bytes, at_ns: int) -> tuple[Frame, ...]:
        """The frames that `chunk` completes, except those that a resumed stream repeats."""
        frames = tuple([Frame(raw, at_ns) for raw in self.splitter.feed(chunk)])
        if self._last_seen is not None:
            frames = tuple(frame for frame in frames if not self._is_repeated(frame))
        if not self.terminal_ns and any(map(self._is_terminal, frames)):
            self.terminal_ns = at_ns
        return frames

    def flush(self, at_ns: int) -> tuple[Frame, ...]:
        """What follows the last blank line."""
        raw = self.splitter.flush()
        return (Frame(raw, at_ns),) if raw else ()

    def _is_terminal(self, frame: Frame) -> bool:
        """Whether a frame is the last event; some servers leave the connection open after it."""
        # Nearly all others are ruled out without parsing.
        return (
            self._terminal_type.search(frame.raw) is not None
            and parse_event(0, frame, self._dialect).type in self._dialect.last_types
        )

    def _is_repeated(self, frame: Frame) -> bool:
        """Whether a resumed stream repeats an event received before the break."""
        number = parse_event(0, frame, self._dialect).data.get("sequence_number")
        return isinstance(number, int) and self._last_seen is not None and number <= self._last_seen
