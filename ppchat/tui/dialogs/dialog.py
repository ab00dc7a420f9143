"""The look of a dialog: a box in the middle with an input and its keys."""

from __future__ import annotations

from textual.screen import ModalScreen, ScreenResultType

from ppchat.tui.self_closing import SelfClosing


class Dialog(ModalScreen[ScreenResultType], SelfClosing[ScreenResultType]):
    """A box over the previous screen; its contents are in a `Vertical`."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > Vertical {
            width: 76;
            max-width: 96%;
            height: auto;
            background: $surface;
            padding: 1 2;
        }
        & Input { border: none; height: 3; margin: 1 0; padding: 1 2; background: $panel; }
        & Input:focus { border: none; }
        & #message { color: $text-warning; height: auto; }
        & KeyBar { background: $surface; padding: 0; margin: 1 0 0 0; }
    }
    """
