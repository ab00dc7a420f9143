"""The keys of the event list; each has an id by which a keymap can change it."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

BINDINGS: Final[list[BindingType]] = [
    Binding("j,down", "row(1)", "down", show=False, id="events.down"),
    Binding("k,up", "row(-1)", "up", show=False, id="events.up"),
    Binding("pagedown", "page(1)", "page down", show=False, id="events.page_down"),
    Binding("pageup", "page(-1)", "page up", show=False, id="events.page_up"),
    Binding("g,home", "first", "first", show=False, id="events.first"),
    Binding("G,end", "last", "last", show=False, id="events.last"),
    Binding("left", "step(-1)", "step", key_display="←→", id="events.step_back"),
    Binding("right", "step(1)", "step", show=False, id="events.step"),
    Binding("shift+left", "step(-10)", "previous ten", show=False, id="events.ten_back"),
    Binding("shift+right", "step(10)", "next ten", show=False, id="events.ten_on"),
    Binding("enter", "open", "details", id="events.open"),
    Binding("t", "fold", "fold", id="events.group"),
    Binding("F", "follow", "follow", id="events.follow"),
    Binding("m", "mark", "mark", id="events.mark"),
    Binding("apostrophe,n", "next_mark(1)", "next mark", show=False, id="events.next_mark"),
    Binding(
        "quotation_mark,N", "next_mark(-1)", "previous mark", show=False, id="events.mark_before"
    ),
]
