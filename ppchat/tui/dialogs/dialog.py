"""How a question to the person looks: a box in the middle, a line to write in, its keys."""

from __future__ import annotations

from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A box over what was there before; its content stands in a `Vertical`."""

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
        & #said { color: $text-warning; height: auto; }
        & KeyBar { background: $surface; padding: 0; margin: 1 0 0 0; }
    }
    """
