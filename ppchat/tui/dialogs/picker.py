"""A dialog to choose one of many lines by typing parts of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.self_closing import SelfClosing

_MAX_SHOWN = 200


class Picker(ModalScreen[str | None], SelfClosing[str | None]):
    """Lines to choose from; returns the chosen one, or None."""

    DEFAULT_CSS = """
    Picker {
        align: center middle;
        & > Vertical {
            width: 84;
            max-width: 96%;
            height: auto;
            max-height: 80%;
            background: $surface;
        }
        & Input { border: none; padding: 1 2; height: 3; background: $panel; }
        & OptionList {
            border: none;
            background: $surface;
            padding: 0 1;
            height: auto;
            max-height: 18;
        }
    }
    """

    BINDING_GROUP_TITLE = "Choice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "close", id="picker.close"),
        Binding("up", "move('up')", "up", show=False, id="picker.up"),
        Binding("down,ctrl+r", "move('down')", "down", show=False, id="picker.down"),
    ]

    def __init__(self, lines: Sequence[str], placeholder: str) -> None:
        super().__init__()
        self._lines = list(dict.fromkeys(lines))
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """An input above the lines that match it."""
        with Vertical():
            yield Input(placeholder=self._placeholder)
            yield OptionList(markup=False)

    def on_mount(self) -> None:
        """List all lines."""
        self._show("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, query: str) -> None:
        words = query.casefold().split()
        matches = [
            Option(Content(sanitize_line(line, 300)), id=str(index))
            for index, line in enumerate(self._lines)
            if all(word in line.casefold() for word in words)
        ]
        options = self.query_one(OptionList)
        options.set_options(matches[:_MAX_SHOWN])
        if matches:
            options.highlighted = 0

    def action_move(self, direction: str) -> None:
        """Move the highlight while the input keeps the focus."""
        options = self.query_one(OptionList)
        if direction == "up":
            options.action_cursor_up()
        else:
            options.action_cursor_down()

    @on(Input.Submitted)
    def _chosen(self) -> None:
        option = self.query_one(OptionList).highlighted_option
        self.dismiss(self._line(option) if option else None)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._line(event.option))

    def _line(self, option: Option) -> str:
        return self._lines[int(option.id or 0)]
