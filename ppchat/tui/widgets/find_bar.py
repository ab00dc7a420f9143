"""The search bar of the conversation, with the number of matches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static


class FindBar(Horizontal):
    """A line above the prompt; hidden until a search starts."""

    DEFAULT_CSS = """
    FindBar {
        display: none;
        height: 1;
        background: $panel;
        &.-shown { display: block; }
        & Input { width: 1fr; height: 1; border: none; padding: 0 1; background: $panel; }
        & Input:focus { border: none; background: $panel; }
        & Static { width: auto; padding: 0 1; color: $text-muted; }
    }
    """

    BINDING_GROUP_TITLE = "Find"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "go(1)", "next", id="find.next", priority=True),
        Binding("up,shift+enter", "go(-1)", "previous", key_display="↑", id="find.before"),
        Binding("escape", "close", "close", id="find.close"),
    ]

    hits: reactive[str] = reactive("", init=False)
    """The current match and the total, such as `1 of 4`."""

    @dataclass
    class Changed(Message):
        """The search text changed."""

        query: str

    @dataclass
    class Stepped(Message):
        """The user asked for the next or the previous match."""

        by: int

    class Closed(Message):
        """The user closed the bar."""

    def compose(self) -> ComposeResult:
        """The input and the match count."""
        yield Input(placeholder="Find in this conversation")
        yield Static(markup=False)

    def open(self) -> None:
        """Show the bar with the last search text selected."""
        self.add_class("-shown")
        field = self.query_one(Input)
        field.focus()
        if field.value:
            field.select_all()
            self.post_message(self.Changed(field.value))

    def show(self, query: str) -> None:
        """Show the bar for a search that is under way elsewhere; it does not take the keys."""
        self.add_class("-shown")
        field = self.query_one(Input)
        with field.prevent(Input.Changed):
            field.value = query

    def watch_hits(self, hits: str) -> None:
        """Show the match count."""
        self.query_one(Static).update(hits)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    def action_go(self, by: int) -> None:
        """Go to the next or the previous match."""
        self.post_message(self.Stepped(by))

    def action_close(self) -> None:
        """Hide the bar and end the search."""
        self.remove_class("-shown")
        self.post_message(self.Closed())
