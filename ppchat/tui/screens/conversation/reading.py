"""The transcript, with what a reader does there: find, copy, open a link."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from ppchat.tui.dialogs.picker import Picker
from ppchat.tui.transcript import Transcript
from ppchat.tui.widgets.find_bar import FindBar


class Reading(Vertical):
    """The conversation over the line that finds things in it."""

    BINDING_GROUP_TITLE = "Transcript"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("O", "links", "choose a link", show=False, id="reading.links"),
    ]

    def compose(self) -> ComposeResult:
        """The transcript, and the line that is hidden until something is to be found."""
        yield Transcript()
        yield FindBar()

    def open_find(self) -> None:
        """Ask what is to be found."""
        self.query_one(FindBar).open()

    @on(FindBar.Changed)
    def _find(self, event: FindBar.Changed) -> None:
        if not self.query_one(Transcript).find(event.query):
            self.query_one(FindBar).hits = "not found" if event.query else ""

    @on(FindBar.Stepped)
    def _find_next(self, event: FindBar.Stepped) -> None:
        transcript = self.query_one(Transcript)
        (transcript.next_match if event.by > 0 else transcript.previous_match)()

    @on(FindBar.Closed)
    def _find_closed(self) -> None:
        transcript = self.query_one(Transcript)
        transcript.clear_find()
        transcript.focus()

    @on(Transcript.Found)
    def _found(self, event: Transcript.Found) -> None:
        found = f"{event.current} of {event.total}" if event.total else "not found"
        self.query_one(FindBar).hits = found

    @on(Transcript.Copied)
    def _copied(self, event: Transcript.Copied) -> None:
        self.app.copy_to_clipboard(event.text)

    def action_links(self) -> None:
        """Choose among the links in sight, by their addresses."""

        def chosen(url: str | None) -> None:
            if url is not None:
                self.post_message(Transcript.LinkChosen(url))

        links = self.query_one(Transcript).links()
        if links:
            self.app.push_screen(Picker(links, "Open a link"), chosen)
