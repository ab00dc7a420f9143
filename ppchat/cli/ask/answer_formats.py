"""The output formats of `ppchat ask`, event by event."""

from __future__ import annotations

from typing import Final, Protocol

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.response.response import Response
from ppchat.core.stream.event import COMMENT, DONE, Event

SEPARATOR: Final = "-" * 25


class AnswerFormat(Protocol):
    """Returns the text to print for each event, and at the end."""

    def format_event(self, event: Event, dialect: Dialect, /) -> str:
        """The text to print for an event of that dialect."""

    def format_rest(self, response: Response, /) -> str:
        """What remains to be printed once the final response is known."""


class TextFormat:
    """The answer as it grows: its deltas, and a newline after the last."""

    def __init__(self) -> None:
        self._deltas: list[str] = []
        self._part: PartKey | None = None

    def format_event(self, event: Event, dialect: Dialect) -> str:
        """The text that the event adds to the answer; a blank line precedes each further part."""
        delta = event.delta
        if not delta or event.type not in dialect.answer_types:
            return ""
        part = dialect.part_of(event)
        if part != self._part:
            if self._part is not None:
                delta = "\n\n" + delta
            self._part = part
        self._deltas.append(delta)
        return delta

    @property
    def streamed(self) -> str:
        """The full text so far."""
        return "".join(self._deltas)

    def format_rest(self, response: Response) -> str:
        """The final text that the deltas left out; some servers send no deltas at all."""
        streamed = self.streamed
        missing = response.text.removeprefix(streamed) if response.text.startswith(streamed) else ""
        text = streamed + missing
        return missing + "\n" if text and not text.endswith("\n") else missing


class SnapshotFormat:
    """The full text so far, once per delta of the answer."""

    def __init__(self) -> None:
        self._text = TextFormat()
        self._snapshot = ""

    def format_event(self, event: Event, dialect: Dialect) -> str:
        """The text so far, on a line that ends with a newline."""
        if event.type not in dialect.answer_types:
            return ""
        self._snapshot += self._text.format_event(event, dialect)
        return self._snapshot + "\n"

    def format_rest(self, response: Response) -> str:
        """The final text, where the deltas did not contain all of it."""
        return response.text + "\n" if response.text not in ("", self._snapshot) else ""


class EventsFormat:
    """Each event: its type, its delta and a separator."""

    def format_event(self, event: Event, _: Dialect, /) -> str:
        """The event's lines; none for comments and `[DONE]`, which are not events."""
        if event.type in (COMMENT, DONE):
            return ""
        delta = event.delta
        content = f"Delta Content: {delta}\n" if delta else ""
        return f"Event Type: {event.type}\n{content}{SEPARATOR}\n"

    def format_rest(self, _: Response, /) -> str:
        """Nothing: all events have been printed."""
        return ""
