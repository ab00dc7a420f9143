"""The prompt box."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import TextArea

from ppchat.core.security.sanitize import sanitize_line

_PLACEHOLDER: Final = "Ask anything"


class Prompt(TextArea):
    """A multi-line input: enter sends it, up and down at its edges go through the history."""

    DEFAULT_CSS = """
    Prompt {
        height: auto;
        min-height: 3;
        max-height: 33vh;
        padding: 1 2 1 3;
        border: none;
        border-left: vkey $accent 40%;
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
        Binding("ctrl+underscore", "take_back", "undo", show=False, id="prompt.undo"),
    ]

    default: reactive[str] = reactive("", init=False)
    """What enter sends if nothing is typed; shown dimmed."""

    class Submitted(Message):
        """The user sent the text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class HistorySearched(Message):
        """The user asked to search earlier prompts."""

    class OfferStepped(Message):
        """The user moved the choice among what is offered to be asked."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class OfferTaken(Message):
        """The user sent the empty prompt while something is offered to be asked."""

    class StartDeleted(Message):
        """The user deleted to the left where there is no text any more."""

    class PathsPasted(Message):
        """The user pasted what may be paths of files; it is not inserted yet."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class EditorWanted(Message):
        """The user asked to edit the prompt in an external editor."""

    class PaletteWanted(Message):
        """The user typed a slash into the empty prompt."""

    def __init__(self) -> None:
        super().__init__(
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder=_PLACEHOLDER,
        )
        self.enter_word = ""
        """What enter does instead of sending, in a word; empty for sending."""
        self.has_offers = False
        """Whether the first screen offers questions: the keys of an empty prompt choose one."""
        self.cursor_blink = False  # blinking would redraw twice a second as long as the app is open
        self._earlier_prompts: list[str] = []
        self.has_history = asyncio.Event()
        """Set once the earlier prompts are known."""
        self._steps_back = 0
        self._draft = ""

    @property
    def action_words(self) -> dict[str, str]:
        """What keys do at the moment, where it is not what their bindings say."""
        return {"submit": self.enter_word} if self.enter_word else {}

    @property
    def earlier_prompts(self) -> Sequence[str]:
        """The earlier prompts, oldest first."""
        return tuple(self._earlier_prompts)

    def replace_history(self, prompts: Sequence[str]) -> None:
        """Set the earlier prompts, oldest first."""
        self._earlier_prompts = list(prompts)
        self._steps_back = 0
        self.has_history.set()

    def set_text(self, text: str) -> None:
        """Replace the text and put the cursor at its end."""
        self.load_text(text)
        self.move_cursor(self.document.end)

    def take(self, text: str) -> None:
        """Insert what was typed elsewhere, and get the focus."""
        self.focus()
        self.replace(text, *self.selection, maintain_selection_offset=False)

    def watch_default(self, default: str) -> None:
        """Show it in place of the placeholder."""
        self.placeholder = sanitize_line(default) or _PLACEHOLDER

    def action_submit(self) -> None:
        """Send the text or else the default, and clear the prompt; else take what is offered."""
        text = self.text.strip() or self.default
        if text:
            self._steps_back = 0
            self.set_text("")
            self.post_message(self.Submitted(text))
        elif self._is_offering:
            self.post_message(self.OfferTaken())

    @property
    def _is_offering(self) -> bool:
        return self.has_offers and not self.text

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the page keys to the screen, which scrolls the text with them, f6 and ctrl+z."""
        is_left = action in {"cursor_page_up", "cursor_page_down", "select_line", "undo"}
        return not is_left and super().check_action(action, parameters)

    def action_take_back(self) -> None:
        """Undo the last change of the text."""
        self.undo()

    def add_to_history(self, text: str) -> None:
        """Add a sent prompt to the history."""
        if not self._earlier_prompts or self._earlier_prompts[-1] != text:
            self._earlier_prompts.append(text)

    def action_newline(self) -> None:
        """Insert a line break."""
        start, end = self.selection
        self.replace("\n", start, end, maintain_selection_offset=False)

    def action_older(self) -> None:
        """Move up a line; at the top, show the previous prompt; see `has_offers`."""
        if self._is_offering:
            self.post_message(self.OfferStepped(-1))
        else:
            self.show_older()

    def show_older(self) -> None:
        """Move up a line; at the top, show the previous prompt."""
        if not self.cursor_at_first_line or self._wraps_above():
            self.action_cursor_up()
        elif self._steps_back < len(self._earlier_prompts):
            if not self._steps_back:
                self._draft = self.text
            self._steps_back += 1
            self.set_text(self._earlier_prompts[-self._steps_back])

    def action_newer(self) -> None:
        """Move down a line; at the bottom, show the next prompt and finally the draft."""
        if self._is_offering and not self._steps_back:
            self.post_message(self.OfferStepped(1))
        elif not self.cursor_at_last_line or not self._steps_back:
            self.action_cursor_down()
        else:
            self._steps_back -= 1
            self.set_text(
                self._earlier_prompts[-self._steps_back] if self._steps_back else self._draft
            )

    def _wraps_above(self) -> bool:
        return self.wrapped_document.location_to_offset(self.cursor_location).y > 0

    def action_delete_or_quit(self) -> None:
        """Delete to the right; quit if the prompt is empty."""
        if self.text:
            self.action_delete_right()
        else:
            self.app.exit()

    def action_delete_left(self) -> None:
        """Delete to the left; at the start, the last of what goes with the text."""
        if self.cursor_location == (0, 0) and self.selection.is_empty:
            self.post_message(self.StartDeleted())
        else:
            super().action_delete_left()

    def action_search_history(self) -> None:
        """Search earlier prompts."""
        self.post_message(self.HistorySearched())

    def action_edit_outside(self) -> None:
        """Edit the prompt in an external editor."""
        self.post_message(self.EditorWanted())

    def on_paste(self, event: events.Paste) -> None:
        """Leave what may be paths of files to who can attach them."""
        from ppchat.adapters.attachments.pasted_paths import may_be_paths

        if may_be_paths(event.text):
            event.stop()
            event.prevent_default()
            self.post_message(self.PathsPasted(event.text))

    def on_key(self, event: events.Key) -> None:
        """Open the palette by a slash in the empty prompt, and leave enter to its binding."""
        if event.character == "/" and not self.text:
            event.stop()
            event.prevent_default()
            self.post_message(self.PaletteWanted())
        elif event.key == "enter" and event.character == "\n":  # part of what is pasted
            event.stop()
            event.prevent_default()
            self.action_newline()
        elif event.key == "enter":
            event.prevent_default()  # the text area would insert a line break
