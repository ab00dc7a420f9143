"""The command line of the event panel: a filter, or where to jump."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from ppchat.core.security.sanitize import sanitize_line


class CommandInput(Input):
    """The input itself; reports its keys to the command line."""

    BINDING_GROUP_TITLE = "Filter and jump"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "clear", id="ask.leave"),
        Binding("tab", "complete", "complete", id="ask.complete"),
    ]

    @dataclass
    class Left(Message):
        """The user pressed escape."""

    @dataclass
    class CompletionWanted(Message):
        """The user asked to complete the last word."""

    def action_leave(self) -> None:
        """Report that the user cancelled."""
        self.post_message(self.Left())

    def action_complete(self) -> None:
        """Ask for a completion."""
        self.post_message(self.CompletionWanted())


class CommandLine(Vertical):
    """An input line, with a line below it for hints and errors."""

    DEFAULT_CSS = """
    CommandLine {
        height: auto;
        background: $panel;
        display: none;
        & > Horizontal { height: 1; }
        & .command-sign { width: 3; padding: 0 1; color: $text-accent; text-style: bold; }
        & Input, & Input:focus { border: none; height: 1; padding: 0; background: transparent;
            width: 1fr; }
        & .command-hint { height: auto; min-height: 1; max-height: 4; padding: 0 1 0 3;
            color: $text-muted; }
    }
    """

    @dataclass
    class Changed(Message):
        """The text of the line changed."""

        sign: str
        text: str

    @dataclass
    class Submitted(Message):
        """The user pressed enter."""

        sign: str
        text: str

    @dataclass
    class Cancelled(Message):
        """The user closed the line without submitting it."""

        sign: str

    def __init__(self) -> None:
        super().__init__()
        self.sign = "/"
        """What is entered: `/` for a filter, `:` for a position."""
        self._complete: Callable[[str], list[str]] = lambda _: []

    def compose(self) -> ComposeResult:
        """The sign, the input and the hint."""
        with Horizontal():
            yield Static(self.sign, classes="command-sign", markup=False)
            yield CommandInput(classes="command-input")
        yield Static("", classes="command-hint", markup=False)

    def open(
        self, sign: str, text: str, complete: Callable[[str], list[str]], hint: str = ""
    ) -> None:
        """Show the line with `text` in it; `complete` lists the completions of a text."""
        self.sign = sign
        self._complete = complete
        self.query_one(".command-sign", Static).update(sign)
        field = self.query_one(CommandInput)
        with field.prevent(Input.Changed):
            field.value = text
        field.cursor_position = len(text)
        self.display = True
        field.focus()
        self._suggest(hint)

    def show_error(self, message: str, start: int = -1, stop: int = -1) -> None:
        """Show an error below the characters `start` to `stop` of the input."""
        width = self.size.width - 5
        error = sanitize_line(message)
        mark = " " * start + "▔" * max(1, stop - start) if 0 <= start < width else ""
        separator = " " if len(mark) + len(error) < width else "\n"
        text = Content.styled(f"{mark}{separator}{error}" if mark else error, "$text-error")
        self.query_one(".command-hint", Static).update(text)

    def close(self) -> None:
        """Hide the line."""
        self.display = False

    def _suggest(self, hint: str = "") -> None:
        value = self.query_one(CommandInput).value
        completions = self._complete(value)
        text = hint or "  ".join(sanitize_line(completion, 60) for completion in completions[:12])
        self.query_one(".command-hint", Static).update(Content(text))

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the completions and report the text."""
        event.stop()
        self._suggest()
        self.post_message(self.Changed(self.sign, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Report the submitted text."""
        event.stop()
        self.post_message(self.Submitted(self.sign, event.value))

    @on(CommandInput.Left)
    def _cancel(self, event: CommandInput.Left) -> None:
        event.stop()
        self.close()
        self.post_message(self.Cancelled(self.sign))

    @on(CommandInput.CompletionWanted)
    def _complete_last_word(self, event: CommandInput.CompletionWanted) -> None:
        event.stop()
        field = self.query_one(CommandInput)
        completions = self._complete(field.value)
        if completions:
            head = field.value[: len(field.value) - len(_last_word(field.value))]
            field.value = head + completions[0]
            field.cursor_position = len(field.value)


def _last_word(text: str) -> str:
    last_separator = max((text.rfind(separator) for separator in " ()"), default=-1)
    return text[last_separator + 1 :]
