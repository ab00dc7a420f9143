"""The key bindings of the transcript; each has an id by which a keymap can change it."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from ppchat.tui.transcript.code_cursor import DIGITS

BINDINGS: Final[list[BindingType]] = [
    Binding("up,k", "line_up", "up", show=False, id="transcript.up"),
    Binding("down,j", "line_down", "down", show=False, id="transcript.down"),
    Binding("pageup,b", "page_up_", "page up", show=False, id="transcript.page_up"),
    Binding("pagedown,space", "page_down_", "page down", show=False, id="transcript.page_down"),
    Binding("home,g", "top", "top", show=False, id="transcript.top"),
    Binding("end,G", "bottom", "bottom", show=False, id="transcript.bottom"),
    Binding("left,h", "sideways(-1)", "scroll left", show=False, id="transcript.left"),
    Binding("right,l", "sideways(1)", "scroll right", show=False, id="transcript.right"),
    Binding("J", "message(1)", "next message", show=False, id="transcript.next"),
    Binding("K", "message(-1)", "previous message", show=False, id="transcript.previous"),
    Binding(
        "right_square_bracket", "code(1)", "next code block", show=False, id="transcript.next_code"
    ),
    Binding(
        "left_square_bracket",
        "code(-1)",
        "previous code block",
        show=False,
        id="transcript.previous_code",
    ),
    Binding(
        "right_parenthesis,shift+down", "place(1)", "next line", show=False, id="transcript.line"
    ),
    Binding(
        "left_parenthesis,shift+up",
        "place(-1)",
        "previous line",
        show=False,
        id="transcript.line_before",
    ),
    Binding("y", "copy_message", "copy", id="transcript.copy"),
    Binding("c", "copy_code", "copy code", show=False, id="transcript.copy_code"),
    *(
        Binding(
            str(number),
            f"copy_code({number})",
            "copy code block by number",
            show=False,
            id=f"transcript.copy_code_{number}",
        )
        for number in range(1, DIGITS + 1)
    ),
    Binding("m", "raw", "raw Markdown", show=False, id="transcript.raw"),
    Binding("w", "wrap", "wrap wide lines", show=False, id="transcript.wrap"),
    Binding("enter", "enter", "go to event", id="transcript.enter"),
    Binding("o", "link", "open link", show=False, id="transcript.link"),
    Binding("v", "image('view')", "view image", show=False, id="transcript.image"),
    Binding("s", "image('save')", "save image", show=False, id="transcript.save_image"),
    Binding("n", "next_match", "next match", show=False, id="transcript.next_match"),
    Binding("N", "previous_match", "previous match", show=False, id="transcript.previous_match"),
]
