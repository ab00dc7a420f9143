"""One line to type in: a filter, or where to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from ppchat.core.security.sanitize import safe_line


class _Field(Input):
    """The input itself; its keys go to the line."""

    BINDING_GROUP_TITLE = "Filter and jump"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "clear", id="ask.leave"),
        Binding("tab", "complete", "complete", id="ask.complete"),
    ]

    @dataclass
    class Left(Message):
        """The person wants out."""

    @dataclass
    class CompletionWanted(Message):
        """The word at the end is to be completed."""

    def action_leave(self) -> None:
        """Tell the line."""
        self.post_message(self.Left())

    def action_complete(self) -> None:
        """Tell the line."""
        self.post_message(self.CompletionWanted())


class AskLine(Vertical):
    """A line that asks for something, with a line beneath for hints and mistakes."""

    DEFAULT_CSS = """
    AskLine {
        height: auto;
        background: $panel;
        display: none;
        & > Horizontal { height: 1; }
        & .ask-sign { width: 3; padding: 0 1; color: $text-accent; text-style: bold; }
        & Input, & Input:focus { border: none; height: 1; padding: 0; background: transparent;
            width: 1fr; }
        & .ask-hint { height: auto; min-height: 1; max-height: 4; padding: 0 1 0 3;
            color: $text-muted; }
    }
    """

    @dataclass
    class Changed(Message):
        """Something else stands in the line."""

        sign: str
        text: str

    @dataclass
    class Submitted(Message):
        """The person pressed enter."""

        sign: str
        text: str

    @dataclass
    class Cancelled(Message):
        """The person wants nothing."""

        sign: str

    def __init__(self) -> None:
        super().__init__()
        self.sign = "/"
        """What is asked for: `/` for a filter, `:` for a place."""
        self._complete: Callable[[str], list[str]] = lambda _: []

    def compose(self) -> ComposeResult:
        """A sign, the input, and the hint."""
        with Horizontal():
            yield Static(self.sign, classes="ask-sign", markup=False)
            yield _Field(classes="ask-input")
        yield Static("", classes="ask-hint", markup=False)

    def ask(
        self, sign: str, text: str, complete: Callable[[str], list[str]], hint: str = ""
    ) -> None:
        """Open the line."""
        self.sign = sign
        self._complete = complete
        self.query_one(".ask-sign", Static).update(sign)
        field = self.query_one(_Field)
        with field.prevent(Input.Changed):
            field.value = text
        field.cursor_position = len(text)
        self.display = True
        field.focus()
        self._suggest(hint)

    def tell(self, message: str, start: int = -1, stop: int = -1) -> None:
        """Say what is wrong, beneath the place where it is."""
        room = self.size.width - 5
        said = safe_line(message)
        mark = " " * start + "▔" * max(1, stop - start) if 0 <= start < room else ""
        between = " " if len(mark) + len(said) < room else "\n"
        text = Content.styled(f"{mark}{between}{said}" if mark else said, "$text-error")
        self.query_one(".ask-hint", Static).update(text)

    def close(self) -> None:
        """Be gone."""
        self.display = False

    def _suggest(self, hint: str = "") -> None:
        value = self.query_one(_Field).value
        offered = self._complete(value)
        text = "  ".join(safe_line(entry, 60) for entry in offered[:12]) or hint
        self.query_one(".ask-hint", Static).update(Content(text))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer what the word may become, and pass the text on."""
        event.stop()
        self._suggest()
        self.post_message(self.Changed(self.sign, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass the text on."""
        event.stop()
        self.post_message(self.Submitted(self.sign, event.value))

    def on__field_left(self, event: _Field.Left) -> None:
        """Close without an answer."""
        event.stop()
        self.close()
        self.post_message(self.Cancelled(self.sign))

    def on__field_completion_wanted(self, event: _Field.CompletionWanted) -> None:
        """Put the likeliest completion in the place of the last word."""
        event.stop()
        field = self.query_one(_Field)
        offered = self._complete(field.value)
        if offered:
            head = field.value[: len(field.value) - len(_last_word(field.value))]
            field.value = head + offered[0]
            field.cursor_position = len(field.value)


def _last_word(text: str) -> str:
    at = max((text.rfind(mark) for mark in " ()"), default=-1)
    return text[at + 1 :]
