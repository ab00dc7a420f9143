"""The prompt box."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import TextArea

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.widgets.prompt_history import PromptHistory

if TYPE_CHECKING:  # imported with the first word that is completed
    from ppchat.tui.widgets.completion.completion import Completion
    from ppchat.tui.widgets.folded_pastes import FoldedPastes
    from ppchat.tui.widgets.held_enter import HeldEnter

_PLACEHOLDER: Final = "Ask anything"
MAX_SHOWN: Final = 100_000
"""Characters of a text that is put into the box as it is; longer ones are folded."""
TRIGGERS: Final = frozenset("/@")
"""Characters that open a list of completions."""


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
        &.-command:focus { border-left: outer $warning; }
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
        Binding("tab", "complete", "complete", id="prompt.complete"),
        Binding("escape", "close_list", "close the list", id="prompt.close_list"),
        Binding("up", "older", "older prompt", show=False, id="prompt.older"),
        Binding("down", "newer", "newer prompt", show=False, id="prompt.newer"),
        Binding("f7", "open_paste", "unfold a paste", show=False, id="prompt.open_paste"),
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

    class LastQueuedWanted(Message):
        """The user wants the last of the prompts that wait back in the empty prompt box."""

    class LastQueuedDeleted(Message):
        """The user deleted the last of the prompts that wait."""

    class QueueReleased(Message):
        """The user sent the empty prompt while others wait."""

    class CommandLineEntered(Message):
        """The user typed an exclamation mark and a command line, and sent it."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    class EditorWanted(Message):
        """The user asked to edit the prompt in an external editor."""

    class TriggerTyped(Message):
        """The user typed a character that opens a list of completions."""

        def __init__(self, trigger: str) -> None:
            super().__init__()
            self.trigger = trigger

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
        self.takes_command = False
        """Whether what is typed is a command line: its exclamation mark was typed by hand."""
        self.held_enter: HeldEnter | None = None
        """Set while an enter may still be held that has put a text here."""
        self.has_queue = False
        """Whether prompts wait above: the keys of an empty prompt box act on the last one."""
        self.cursor_blink = False  # blinking would redraw twice a second as long as the app is open
        self._pastes: FoldedPastes | None = None
        """What was pasted and is long, once something was."""
        self.completion: Completion | None = None
        """The list above, once one was opened."""
        self._history = PromptHistory()
        self.has_history = asyncio.Event()
        """Set once the earlier prompts are known."""

    @property
    def action_words(self) -> dict[str, str]:
        """What keys do at the moment, where it is not what their bindings say."""
        word = "run" if self.takes_command else self.enter_word
        return {"submit": word} if word else {}

    @property
    def earlier_prompts(self) -> Sequence[str]:
        """The earlier prompts, oldest first."""
        return self._history.prompts

    def replace_history(self, prompts: Sequence[str]) -> None:
        """Set the earlier prompts, oldest first."""
        self._history.replace(prompts)
        self.has_history.set()

    @property
    def whole_text(self) -> str:
        """The text, with what is folded in it."""
        return self._pastes.expand(self.text) if self._pastes else self.text

    def set_text(self, text: str) -> None:
        """Replace the text and put the cursor at its end."""
        self.load_text(self.folded_pastes.fold(text) if len(text) > MAX_SHOWN else text)
        self.move_cursor(self.document.end)

    def take(self, text: str) -> None:
        """Insert what was typed or pasted elsewhere, and get the focus; what is long is folded."""
        self.focus()
        self.folded_pastes.insert(text)

    @property
    def folded_pastes(self) -> FoldedPastes:
        """What was pasted and is long."""
        if self._pastes is None:
            from ppchat.tui.widgets.folded_pastes import FoldedPastes

            self._pastes = FoldedPastes(self)
        return self._pastes

    def action_open_paste(self) -> None:
        """Put the text of what was pasted in place of its token."""
        self.folded_pastes.open_at_cursor()

    def on_click(self, event: events.Click) -> None:
        """Open what was pasted by a click on its token."""
        if self._pastes:
            self._pastes.open_clicked(self.get_target_document_location(event))

    def on_text_area_selection_changed(self) -> None:
        """Keep the cursor out of what is folded."""
        if self._pastes:
            self._pastes.leave()

    def on_text_area_changed(self) -> None:
        """Let a command line be one as long as it begins as one."""
        takes_command = self.takes_command and self.text.startswith("!")
        if takes_command != self.has_class("-command"):
            self.takes_command = takes_command
            self.set_class(takes_command, "-command")
            self.refresh_bindings()

    def watch_default(self, default: str) -> None:
        """Show it in place of the placeholder."""
        self.placeholder = sanitize_line(default) or _PLACEHOLDER

    def action_submit(self) -> None:
        """Send the text or else the default, and clear the prompt; else take what is offered.

        While a list of completions is open, take what it highlights.
        """
        if self.held_enter and self.held_enter.is_held(time.monotonic_ns()):
            return
        self.held_enter = None
        if self.completion and self.completion.take(by_enter=True):
            return
        text = self.whole_text.strip() or self.default
        if self.takes_command and (line := self.whole_text[1:].strip()):
            self.set_text("")
            self.post_message(self.CommandLineEntered(line))
        elif text:
            self._history.leave()
            self.set_text("")
            self.post_message(self.Submitted(text))
        elif self.has_queue:
            self.post_message(self.QueueReleased())
        elif self._is_offering:
            self.post_message(self.OfferTaken())

    @property
    def _is_offering(self) -> bool:
        return self.has_offers and not self.text

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the page keys to the screen, which scrolls the text with them, f6 and ctrl+z.

        Those of the list of completions act while it is open.
        """
        if action in {"complete", "close_list"}:
            return self.completion is not None and self.completion.is_open
        is_left = action in {"cursor_page_up", "cursor_page_down", "select_line", "undo"}
        return not is_left and super().check_action(action, parameters)

    def action_take_back(self) -> None:
        """Undo the last change of the text."""
        self.undo()

    def action_complete(self) -> None:
        """Take what the list of completions highlights."""
        if self.completion:
            self.completion.take(by_enter=False)

    def action_close_list(self) -> None:
        """Close the list of completions, and leave the text."""
        if self.completion:
            self.completion.close()

    def add_to_history(self, text: str) -> None:
        """Add a sent prompt to the history."""
        self._history.add(text)

    def action_newline(self) -> None:
        """Insert a line break."""
        start, end = self.selection
        self.replace("\n", start, end, maintain_selection_offset=False)

    def action_older(self) -> None:
        """Move up a line; at the top, show the previous prompt; see `has_offers`."""
        if self.completion and self.completion.move(-1):
            return
        if self.has_queue and not self.text:
            self.post_message(self.LastQueuedWanted())
        elif self._is_offering:
            self.post_message(self.OfferStepped(-1))
        else:
            self.show_older()

    def show_older(self) -> None:
        """Move up a line; at the top, show the previous prompt."""
        if not self.cursor_at_first_line or self._wraps_above():
            self.action_cursor_up()
        elif (prompt := self._history.older(self.text)) is not None:
            self.set_text(prompt)

    def action_newer(self) -> None:
        """Move down a line; at the bottom, show the next prompt and finally the draft."""
        if self.completion and self.completion.move(1):
            return
        if self._is_offering and not self._history.is_browsed:
            self.post_message(self.OfferStepped(1))
        elif not self.cursor_at_last_line or not self._history.is_browsed:
            self.action_cursor_down()
        else:
            self.set_text(self._history.newer())

    def action_delete_right(self) -> None:
        """Delete the character at the cursor; in an empty prompt box, the last that waits."""
        if self.has_queue and not self.text:
            self.post_message(self.LastQueuedDeleted())
        elif not (self._pastes and self._pastes.delete(left=False)):
            super().action_delete_right()

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
        elif not (self._pastes and self._pastes.delete(left=True)):
            super().action_delete_left()

    def action_search_history(self) -> None:
        """Search earlier prompts."""
        self.post_message(self.HistorySearched())

    def action_edit_outside(self) -> None:
        """Edit the prompt in an external editor."""
        self.post_message(self.EditorWanted())

    def on_paste(self, event: events.Paste) -> None:
        """Leave what may be paths of files to who can attach them, and fold what is long."""
        from ppchat.adapters.attachments.pasted_paths import may_be_paths

        if may_be_paths(event.text):
            event.stop()
            event.prevent_default()
            self.post_message(self.PathsPasted(event.text))
        elif self.folded_pastes.is_long(event.text):
            event.stop()
            event.prevent_default()
            self.take(event.text)

    def on_key(self, event: events.Key) -> None:
        """Open a list of completions by its character, and leave enter to its binding."""
        if event.character == "!" and not self.text:
            self.takes_command = True
        elif event.character in TRIGGERS:
            self.post_message(self.TriggerTyped(event.character))
        elif event.key == "enter" and event.character == "\n":  # part of what is pasted
            event.stop()
            event.prevent_default()
            self.action_newline()
        elif event.key == "enter":
            event.prevent_default()  # the text area would insert a line break
