"""The transcript with its find bar, copying and links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from ppchat.adapters.store.search.results import SearchHit
from ppchat.core.search.texts import TextKind
from ppchat.core.view.cell import Cell
from ppchat.tui.dialogs.picker import Picker
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.transcript import Transcript
from ppchat.tui.transcript.highlight.search import Match
from ppchat.tui.widgets.find_bar import FindBar


class TranscriptPane(Vertical):
    """The conversation above the bar that searches it."""

    app = getters.app(TerminalApp)

    BINDING_GROUP_TITLE = "Transcript"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("O", "links", "choose a link", show=False, id="reading.links"),
    ]

    def compose(self) -> ComposeResult:
        """The transcript, and the find bar, which is hidden until it is opened."""
        yield Transcript()
        yield FindBar()

    def open_find(self) -> None:
        """Open the find bar."""
        self.query_one(FindBar).open()

    def close_find(self) -> bool:
        """Close the find bar; whether it was open."""
        bar = self.query_one(FindBar)
        if is_open := bar.has_class("-shown"):
            bar.action_close()
        return is_open

    def show_hit(self, hit: SearchHit) -> None:
        """Bring a hit into sight, with its words in the find bar; the keys go to the text."""
        transcript, bar = self.query_one(Transcript), self.query_one(FindBar)
        transcript.focus()
        if hit.match and hit.kind is not TextKind.FILE:  # which shows its name alone
            query = " ".join(hit.match.lower().split())  # in lower case it ignores case
            bar.show(query)
            transcript.find(query, _place_of(hit, transcript.cells))
        else:
            transcript.show_turn()

    @on(FindBar.Changed)
    def _find(self, event: FindBar.Changed) -> None:
        if not self.query_one(Transcript).find(event.query):
            self.query_one(FindBar).hits = "no matches" if event.query else ""

    @on(FindBar.Stepped)
    def _find_next(self, event: FindBar.Stepped) -> None:
        transcript = self.query_one(Transcript)
        (transcript.next_match if event.by > 0 else transcript.previous_match)()

    @on(FindBar.Closed)
    def _find_closed(self) -> None:
        self.query_one(Transcript).clear_find()

    @on(Transcript.MatchChanged)
    def _matches_counted(self, event: Transcript.MatchChanged) -> None:
        hits = f"{event.current} of {event.total}" if event.total else "no matches"
        self.query_one(FindBar).hits = hits

    @on(Transcript.Copied)
    def _copied(self, event: Transcript.Copied) -> None:
        self.app.copy_to_clipboard(event.text, event.amount)

    def action_links(self) -> None:
        """Choose one of the visible links by its address."""

        def open_link(url: str | None) -> None:
            if url is not None:
                self.post_message(Transcript.LinkChosen(url))

        links = self.query_one(Transcript).links()
        if links:
            self.app.push_screen(Picker(links, "Open a link", "Type to find one"), open_link)
        else:
            self.notify("No link in sight.", timeout=3)


def _place_of(hit: SearchHit, cells: Sequence[Cell]) -> Match:
    """Where its first match is, or a place in its turn before that."""
    turn = [n for n, cell in enumerate(cells) if cell.turn == hit.run_id]
    for n in turn:
        if hit.part and cells[n].part == hit.part:
            return Match(n, hit.offset)
    item = f"{hit.run_id}/{hit.part[0] if hit.part else ''}"
    return Match(next((n for n in turn if cells[n].key.startswith(item)), 0), 0)
