"""The keys of the inspector; each has an id by which a keymap can change it."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

BINDINGS: Final[list[BindingType]] = [
    Binding("left", "step(-1)", "step", show=False, id="inspect.step_back"),
    Binding("right", "step(1)", "step", show=False, id="inspect.step"),
    Binding("shift+left", "step(-10)", "previous ten", show=False, id="inspect.ten_back"),
    Binding("shift+right", "step(10)", "next ten", show=False, id="inspect.ten_on"),
    Binding("space", "play", "play", id="inspect.play"),
    Binding("plus", "speed(1)", "speed", key_display="+-", id="inspect.faster"),
    Binding("minus", "speed(-1)", "slower", show=False, id="inspect.slower"),
    Binding(
        "left_square_bracket",
        "response(-1)",
        "previous answer",
        show=False,
        id="inspect.response_before",
    ),
    Binding(
        "right_square_bracket",
        "response(1)",
        "next answer",
        show=False,
        id="inspect.response_after",
    ),
    Binding("slash", "filter", "filter", show=False, id="inspect.filter"),
    Binding("colon", "jump", "jump", show=False, id="inspect.jump"),
    Binding("L", "latency", "latency", id="inspect.latency"),
    Binding("S", "sdk", "run the vendor's SDK", show=False, id="inspect.sdk"),
    Binding("c", "compare", "compare", id="inspect.compare"),
    Binding("x", "export", "export", id="inspect.export"),
    Binding("question_mark", "explain", "explain", id="inspect.explain"),
    Binding("tab", "app.focus_next", "next pane", show=False, id="inspect.next_pane"),
    Binding("i", "finding(1)", "next finding", show=False, id="inspect.next_finding"),
    Binding("I", "finding(-1)", "previous finding", show=False, id="inspect.finding_before"),
    Binding("w", "largest_gap", "largest gap", show=False, id="inspect.largest_gap"),
    Binding("z,f11", "leave", "back", key_display="z", id="inspect.leave"),
    Binding("escape", "close", "clear the filter, or back", show=False, id="inspect.close"),
]
