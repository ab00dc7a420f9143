"""What completes a word that begins with a certain character: commands, files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol


class Candidate(NamedTuple):
    """Something that may take the place of the word before the cursor; its texts are raw."""

    text: str
    """What the list shows of it."""
    replacement: str
    """What takes the place of the word."""
    hint: str = ""
    """What may follow it, shown dimmed."""
    note: str = ""
    """What it is, in a few words."""
    obstacle: str = ""
    """Why it cannot be used now; takes the place of the note."""
    run: Callable[[], object] | None = None
    """What choosing it does, once the word is replaced."""


class Candidates(NamedTuple):
    """The candidates for a word, the best first."""

    rows: Sequence[Candidate] = ()
    takes_first: bool = True
    """Whether enter takes the first one, unless the word is that already; else it sends."""
    note: str = ""
    """What is shown where there is no candidate, in a sentence; empty for no list."""


class CompletionSource(Protocol):
    """Where candidates come from."""

    @property
    def trigger(self) -> str:
        """The character that opens the list once it is typed."""
        ...

    def word(self, before: str, row: int) -> str | None:
        """The end of the line before the cursor that a candidate replaces; None closes the list.

        `before` is the line up to the cursor, `row` its number in the prompt, from 0.
        """
        ...

    async def candidates(self, before: str) -> Candidates:
        """The candidates for the word at the end of `before`; cancelled by the next key."""
        ...
