"""Long pastes, each a token in the text of a prompt box until it is sent, saved or opened."""

from __future__ import annotations

import re
from typing import Final

from textual.widgets import TextArea
from textual.widgets.text_area import Location

from ppchat.core.text.display import format_size, pluralize

FOLDED_LINES: Final = 10
FOLDED_CHARACTERS: Final = 2000
"""A paste of more lines or characters is folded."""
PASTE_LIMIT: Final = 10_000_000
"""Bytes of a paste that is taken; a file is to be attached."""
OPENED_CHARACTERS: Final = 200_000
"""Longest text that is opened in the box; its lines are wrapped all at once."""
_KEPT: Final = 50
"""The latest pastes that are remembered: a draft that is put aside may hold them."""

_Range = tuple[Location, Location]


class FoldedPastes:
    """The texts behind the tokens, and the tokens at places of the text."""

    def __init__(self, area: TextArea) -> None:
        self._area = area
        self._texts: dict[str, str] = {}

    def insert(self, text: str) -> None:
        """Put a text in place of the selection, folded if it is long; say why if it is refused."""
        if reason := refusal(text):
            self._area.notify(reason, severity="warning", timeout=8, markup=False)
        else:
            selection = self._area.selection
            self._area.replace(self.fold(text), *selection, maintain_selection_offset=False)

    def is_long(self, text: str) -> bool:
        """Whether a paste is folded or refused."""
        return _is_folded(_normalize(text)) or bool(refusal(text))

    def fold(self, text: str) -> str:
        """What stands for a paste: itself if it is short, else a token."""
        text = _normalize(text)
        if not _is_folded(text):
            return text
        size = format_size(len(text.encode(errors="replace")))
        name = f"pasted {pluralize(_count_lines(text), 'line')}, {size}"
        token, number = f"[{name}]", 2
        while self._texts.get(token, text) != text:
            token, number = f"[{name}, {number}]", number + 1
        self._texts[token] = text
        if len(self._texts) > _KEPT:
            shown = self._area.text
            unused = (each for each in self._texts if each not in shown and each != token)
            self._texts.pop(next(unused, ""), None)
        return token

    def expand(self, text: str) -> str:
        """A text with what its tokens stand for."""
        if not self._texts:
            return text
        tokens = "|".join(map(re.escape, self._texts))
        return re.sub(tokens, lambda match: self._texts[match[0]], text)

    def at(self, location: Location, *, start: bool = False, end: bool = False) -> _Range | None:
        """Where the token begins and ends that the location is in; None if it is in none.

        `start` and `end` say whether its start and its end count as in it.
        """
        row, column = location
        line = self._area.document.get_line(row) if self._texts else ""
        for token in self._texts:
            first = line.find(token)
            while first >= 0:
                last = first + len(token)
                if first + (not start) <= column <= last - (not end):
                    return (row, first), (row, last)
                first = line.find(token, last)
        return None

    def leave(self) -> None:
        """Move the cursor out of a token: nothing is typed into one."""
        anchor, cursor = self._area.selection
        if anchor == cursor and (place := self.at(cursor)):
            start, end = place
            is_nearer_end = end[1] - cursor[1] < cursor[1] - start[1]
            # The step that led here went on from the other end.
            self._area.move_cursor(start if is_nearer_end else end)

    def delete(self, *, left: bool) -> bool:
        """Delete the token before or after the cursor; whether there is one."""
        anchor, cursor = self._area.selection
        place = self.at(cursor, start=not left, end=left) if anchor == cursor else None
        if place:
            self._area.delete(*place, maintain_selection_offset=False)
        return place is not None

    def open_at_cursor(self) -> None:
        """Put the text in place of the token at the cursor, or say why not."""
        if reason := self.open(self._area.cursor_location):
            self._area.notify(reason, timeout=3)

    def open_clicked(self, location: Location) -> None:
        """Put the text in place of a token that was clicked at a location."""
        if self.at(location, start=True):
            self._area.move_cursor(location)
            self.open_at_cursor()

    def open(self, location: Location) -> str:
        """Put the text in place of the token at a location; returns why not, empty if it did."""
        place = self.at(location, start=True, end=True)
        if place is None:
            return "Nothing that was pasted is folded here."
        token = self._area.get_text_range(*place)
        text = self._texts[token]
        if len(text) > OPENED_CHARACTERS:
            return "Too long to open here: your editor shows it."
        self._area.replace(text, *place, maintain_selection_offset=False)
        return ""


def _normalize(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _count_lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))


def _is_folded(text: str) -> bool:
    return len(text) > FOLDED_CHARACTERS or _count_lines(text) > FOLDED_LINES


def refusal(text: str) -> str:
    """Why a paste is not taken, in a sentence; empty if it is."""
    size = len(text.encode(errors="replace")) if len(text) * 4 > PASTE_LIMIT else 0
    if size <= PASTE_LIMIT:
        return ""
    return (
        f"The paste of {format_size(size)} is too long for a prompt, which takes"
        f" {format_size(PASTE_LIMIT)}: attach it as a file."
    )
