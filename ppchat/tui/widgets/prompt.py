"""Where the person writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea


class Prompt(TextArea):
    """A text of several lines: enter sends it, up and down at its edges go through history."""

    DEFAULT_CSS = """
    Prompt {
        height: auto;
        min-height: 3;
        max-height: 33vh;
        padding: 1 2 1 1;
        border: none;
        border-left: outer $accent 40%;
        background: $surface;
        scrollbar-size-vertical: 1;
        &:focus { border: none; border-left: outer $accent; background: $surface; }
        & .text-area--cursor-line { background: transparent; }
        & .text-area--placeholder { color: $text-muted; }
    }
    """

    BINDING_GROUP_TITLE = "Prompt"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "send", id="prompt.send"),
        Binding(
            "ctrl+j,shift+enter,alt+enter",
            "newline",
            "newline",
            id="prompt.newline",
            key_display="^j",
        ),
        Binding("up", "older", "older prompt", show=False, id="prompt.older"),
        Binding("down", "newer", "newer prompt", show=False, id="prompt.newer"),
        Binding("ctrl+r", "search_history", "search history", show=False, id="prompt.search"),
        Binding("ctrl+d", "delete_or_quit", "quit when empty", show=False, id="prompt.quit"),
        Binding("ctrl+g,f4", "edit_outside", "editor", show=False, id="prompt.editor"),
    ]

    @dataclass
    class Submitted(Message):
        """The person wants this sent."""

        text: str

    class HistorySearched(Message):
        """The person wants to choose among earlier prompts."""

    class EditorWanted(Message):
        """The person wants to go on in their own editor."""

    class PaletteWanted(Message):
        """A slash was typed into an empty prompt."""

    def __init__(self, draft: str = "") -> None:
        super().__init__(
            draft,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder="Ask anything",
        )
        self.cursor_blink = False  # it would paint twice a second for as long as the app is open
        self._earlier: list[str] = []
        self._back = 0
        self._draft = ""
        self.move_cursor(self.document.end)

    @property
    def earlier(self) -> Sequence[str]:
        """What was asked before, oldest first."""
        return tuple(self._earlier)

    def replace_history(self, prompts: Sequence[str]) -> None:
        """Take the prompts of before, oldest first."""
        self._earlier = list(prompts)
        self._back = 0

    def put(self, text: str) -> None:
        """Replace what is written, with the cursor at its end."""
        self.load_text(text)
        self.move_cursor(self.document.end)

    def action_submit(self) -> None:
        """Send what is written, if anything is; what is typed next is the next prompt."""
        text = self.text.strip()
        if text:
            self._back = 0
            self.put("")
            self.post_message(self.Submitted(text))

    def accepted(self, text: str) -> None:
        """The text was sent: remember it in the history."""
        if not self._earlier or self._earlier[-1] != text:
            self._earlier.append(text)

    def action_newline(self) -> None:
        """Begin a line."""
        start, end = self.selection
        self._replace_via_keyboard("\n", start, end)

    def action_older(self) -> None:
        """Up a line; at the top, the prompt before."""
        if not self.cursor_at_first_line or self._wraps_above():
            self.action_cursor_up()
        elif self._back < len(self._earlier):
            if not self._back:
                self._draft = self.text
            self._back += 1
            self.put(self._earlier[-self._back])

    def action_newer(self) -> None:
        """Down a line; at the bottom, the prompt after, and last the draft."""
        if not self.cursor_at_last_line or not self._back:
            self.action_cursor_down()
        else:
            self._back -= 1
            self.put(self._earlier[-self._back] if self._back else self._draft)

    def _wraps_above(self) -> bool:
        return self.wrapped_document.location_to_offset(self.cursor_location).y > 0

    def action_delete_or_quit(self) -> None:
        """Delete to the right; nothing being there at all, quit."""
        if self.text:
            self.action_delete_right()
        else:
            self.app.exit()

    def action_search_history(self) -> None:
        """Choose among earlier prompts."""
        self.post_message(self.HistorySearched())

    def action_edit_outside(self) -> None:
        """Go on in the person's own editor."""
        self.post_message(self.EditorWanted())

    async def _on_key(self, event: events.Key) -> None:
        # A key that bubbles up to its binding is overtaken by the keys typed after it; so the
        # prompt's own are run at once.
        if event.character == "/" and not self.text:
            event.stop()
            event.prevent_default()
            self.post_message(self.PaletteWanted())
            return
        active = None if event.is_printable else self.screen.active_bindings.get(event.key)
        if active is not None and active.node is self and active.enabled:
            event.stop()
            event.prevent_default()
            await self.run_action(active.binding.action)
            return
        await super()._on_key(event)
