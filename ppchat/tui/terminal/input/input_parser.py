"""What a terminal sends → events: Textual's parser, past which the text of a paste is led."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.events import Paste
from textual.message import Message

_KEPT: Final = len(BRACKETED_PASTE_START) - 1
"""Characters of a marker that may have come before the rest of it."""


class InputParser:
    """Parses what a terminal sends; a paste costs a search, not a step for every character.

    Textual's parser also reads a sequence of 32 characters after each escape in a paste, and takes
    them for keys. Here they stay in its text.
    """

    def __init__(self, *, debug: bool = False) -> None:
        self._parser = XTermParser(debug)
        self._end_of_last = ""
        self._paste: list[str] | None = None
        """The text of a paste until now; None outside of one."""

    def feed(self, text: str) -> Iterator[Message]:
        """The events of what was sent."""
        while text:
            marker = BRACKETED_PASTE_START if self._paste is None else BRACKETED_PASTE_END
            joined = self._end_of_last + text
            index = joined.find(marker)
            if index < 0:
                part, text = text, ""
                self._end_of_last = joined[-_KEPT:]
            else:
                cut = index + len(marker) - len(self._end_of_last)
                part, text = text[:cut], text[cut:]
                self._end_of_last = ""
            if self._paste is not None:
                self._paste.append(part)
                if index >= 0:
                    yield from self._end_paste(self._paste)
            else:
                yield from self._parser.feed(part)
                if index >= 0:
                    self._paste = []

    def _end_paste(self, parts: list[str]) -> Iterator[Message]:
        pasted = "".join(parts).removesuffix(BRACKETED_PASTE_END).replace("\x00", "")
        self._paste = None
        for event in self._parser.feed(BRACKETED_PASTE_END):  # which saw the start of the paste
            yield Paste(pasted) if isinstance(event, Paste) else event

    def tick(self) -> Iterator[Message]:
        """The events of what was sent some time ago, and cannot be the start of a sequence."""
        for event in self._parser.tick():
            self._end_of_last = ""
            yield event
