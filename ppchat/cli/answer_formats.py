"""What `ppchat ask` prints of a stream, event by event."""

from __future__ import annotations

from typing import Final, Protocol

from ppchat.core.dialects.responses.event_types import COMMENT, DONE, TEXT_DELTA
from ppchat.core.response.response import Turn
from ppchat.core.stream.event import Event

SEPARATOR: Final = "-" * 25


class Format(Protocol):
    """Gives the text to print for each event, and at the end."""

    def add(self, event: Event) -> str:
        """What to print when `event` came."""

    def rest(self, turn: Turn, /) -> str:
        """What is still to print once the final turn is known."""


class TextFormat:
    """The answer as it grows: its deltas, and a line end after the last."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._place: tuple[object, object] | None = None

    def add(self, event: Event) -> str:
        """The event's part of the answer; a blank line before a further part."""
        if event.type != TEXT_DELTA:
            return ""
        piece = event.delta
        if not piece:
            return ""
        data = event.data
        place = (data.get("output_index"), data.get("content_index"))
        if place != self._place:
            if self._place is not None:
                piece = "\n\n" + piece
            self._place = place
        self._pieces.append(piece)
        return piece

    @property
    def streamed(self) -> str:
        """The whole text so far."""
        return "".join(self._pieces)

    def rest(self, turn: Turn) -> str:
        """What the final text has beyond the deltas; some servers send no deltas at all."""
        streamed = self.streamed
        missing = turn.text.removeprefix(streamed) if turn.text.startswith(streamed) else ""
        whole = streamed + missing
        return missing + "\n" if whole and not whole.endswith("\n") else missing

    def contradicts(self, turn: Turn) -> bool:
        """Whether the server's final text is another than the one it streamed."""
        return turn.ended and bool(turn.text) and not turn.text.startswith(self.streamed)


class SnapshotFormat:
    """The whole text so far, once per delta of the answer's text."""

    def __init__(self) -> None:
        self._text = TextFormat()
        self._whole = ""

    def add(self, event: Event) -> str:
        """The text so far."""
        if event.type != TEXT_DELTA:
            return ""
        self._whole += self._text.add(event)
        return self._whole + "\n"

    def rest(self, turn: Turn) -> str:
        """The final text, where the deltas did not bring all of it."""
        return turn.text + "\n" if turn.text not in ("", self._whole) else ""


class EventsFormat:
    """Each event: its type, its delta, a separator."""

    def add(self, event: Event) -> str:
        """The event's lines; none for comments and `[DONE]`, which are no events."""
        if event.type in (COMMENT, DONE):
            return ""
        delta = event.delta
        content = f"Delta Content: {delta}\n" if delta else ""
        return f"Event Type: {event.type}\n{content}{SEPARATOR}\n"

    def rest(self, _: Turn, /) -> str:
        """Nothing: all events were printed."""
        return ""
