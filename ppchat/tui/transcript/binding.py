"""The keys of a transcript; each has an id, by which a keymap can change it."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

BINDINGS: Final[list[BindingType]] = [
    Binding("up,k", "line_up", "Up", show=False, id="transcript.up"),
    Binding("down,j", "line_down", "Down", show=False, id="transcript.down"),
    Binding("pageup,b", "page_up_", "Page up", show=False, id="transcript.page-up"),
    Binding("pagedown,space", "page_down_", "Page down", show=False, id="transcript.page-down"),
    Binding("home,g", "top", "Top", show=False, id="transcript.top"),
    Binding("end,G", "bottom", "Bottom", show=False, id="transcript.bottom"),
    Binding("left,h", "sideways(-1)", "Left", show=False, id="transcript.left"),
    Binding("right,l", "sideways(1)", "Right", show=False, id="transcript.right"),
    Binding(
        "right_curly_bracket,J", "message(1)", "Next message", show=False, id="transcript.next"
    ),
    Binding(
        "left_curly_bracket,K",
        "message(-1)",
        "Previous message",
        show=False,
        id="transcript.previous",
    ),
    Binding(
        "right_square_bracket", "code(1)", "Next code block", show=False, id="transcript.next-code"
    ),
    Binding(
        "left_square_bracket",
        "code(-1)",
        "Previous code block",
        show=False,
        id="transcript.previous-code",
    ),
    Binding("y", "copy_message", "Copy message", show=False, id="transcript.copy"),
    Binding("c", "copy_code", "Copy code", show=False, id="transcript.copy-code"),
    Binding("m", "raw", "Raw Markdown", show=False, id="transcript.raw"),
    Binding("w", "wrap", "Wrap wide code and tables", show=False, id="transcript.wrap"),
    Binding("enter", "fold", "Open or fold", show=False, id="transcript.fold"),
    Binding("o", "link", "Open a link", show=False, id="transcript.link"),
    Binding("n", "next_match", "Next match", show=False, id="transcript.next-match"),
    Binding("N", "previous_match", "Previous match", show=False, id="transcript.previous-match"),
]
