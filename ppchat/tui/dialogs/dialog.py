"""The one look of all dialogs: a box with its title in the edge, and its keys at the bottom."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Static

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.self_closing import SelfClosing
from ppchat.tui.widgets.key_bar import KeyBar


class Dialog(ModalScreen[ScreenResultType], SelfClosing[ScreenResultType]):
    """A box over the previous screen, which stays in sight; subclasses yield its `contents`."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > #box {
            width: 84;
            max-width: 96%;
            height: auto;
            max-height: 96%;
            padding: 0 1;
            background: $surface;
            border: round $primary;
            border-title-color: $foreground;
            border-title-style: bold;
            overflow-y: auto;
            scrollbar-size-vertical: 1;
        }
        & Static { width: 100%; height: auto; }
        & #box > Static, & VerticalScroll { padding: 0 2; }
        & Input, & Input:focus {
            border: none;
            height: 3;
            padding: 1 2;
            margin-bottom: 1;
            background: $panel;
        }
        & OptionList, & OptionList:focus {
            border: none;
            background: $surface;
            padding: 0;
            height: auto;
            scrollbar-size-vertical: 1;
        }
        & .option-list--option { padding: 0 2; }
        & .option-list--option-disabled { color: $text-muted; }
        & .option-list--option-highlighted {
            background: $primary-muted;
            color: $foreground;
            text-style: bold;
        }
        & #message { color: $text-warning; }
        & KeyBar { background: $surface; padding: 0 2; margin-top: 1; }
        &.-short {
            & > #box { max-width: 100%; max-height: 100%; padding: 0; }
            & Input, & Input:focus { height: 1; padding: 0 2; margin-bottom: 0; }
            & KeyBar { margin-top: 0; }
        }
        &.-page > #box { height: 96%; }
        &.-page VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        &.-top { align: center top; }
        &.-top > #box { margin-top: 1; }
        &.-top.-short > #box { margin-top: 0; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012

    heading = ""
    """What stands in the edge of the box."""

    def compose(self) -> ComposeResult:
        """The contents above a line for messages and the keys of the dialog."""
        self._fit()
        with Vertical(id="box") as box:
            box.border_title = sanitize_line(self.heading, 60).replace("[", r"\[")
            yield from self.contents()
            yield Static(id="message", markup=False)
            yield KeyBar()

    def _fit(self) -> None:
        """Set the classes that the breakpoints will set, so that nothing is styled twice."""
        width, height = self.app.size
        for breakpoints, extent in (
            (self.HORIZONTAL_BREAKPOINTS, width),
            (self.VERTICAL_BREAKPOINTS, height),
        ):
            names = [name for start, name in breakpoints or () if start <= extent]
            self.add_class(*names[-1:])

    def contents(self) -> ComposeResult:
        """The widgets of the box; a dialog without any is its message."""
        yield from ()

    def on_mount(self) -> None:
        """Give a message no line until there is one."""
        self.show_message("")

    def show_message(self, text: str) -> None:
        """Show a line above the keys; an empty one takes no room."""
        message = self.query_one("#message", Static)
        message.update(sanitize_line(text))
        message.display = bool(text)
