"""What the main screens look like in terminals of several sizes and colour depths.

Not every state in every terminal: those that show what a size or a depth changes.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from rich.color import ColorSystem
from rich.terminal_theme import TerminalTheme
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from ppchat.core.chat.conversation import Node
from ppchat.services.launch import LAST
from ppchat.tui.style.themes import DARK, LIGHT
from tests.support.chat_app import ChatDriver, build_app, save_conversation
from tests.support.recordings import TWISTER, build_recording
from tests.tui.test_snapshot import PROMPT, thorough


class Look(NamedTuple):
    """How many colours a terminal has, and the theme in it."""

    depth: ColorSystem = ColorSystem.TRUECOLOR
    theme: str = DARK.name
    no_color: bool = False


LOOKS: Final = {
    "true": Look(),
    "256": Look(ColorSystem.EIGHT_BIT),
    "16": Look(ColorSystem.STANDARD),
    "grey": Look(no_color=True),
    "light": Look(theme=LIGHT.name),
}
_XTERM: Final = [
    *((0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0)),
    *((0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)),
    *((127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0)),
    *((92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255)),
]
XTERM: Final = TerminalTheme(
    (0, 0, 0),
    (229, 229, 229),
    [*_XTERM[:8]],
    [*_XTERM[8:]],
)
"""The sixteen colours that most terminals begin with."""
TINY, SMALL, WIDE, LARGE = (60, 15), (80, 24), (120, 36), (200, 50)
SHOWN: Final = {
    "welcome": [(TINY, "true"), (SMALL, "256"), (WIDE, "light"), (WIDE, "16"), (LARGE, "grey")],
    "streaming": [(WIDE, "true"), (SMALL, "light"), (TINY, "256"), (LARGE, "16")],
    "answered": [
        *((LARGE, "true"), (WIDE, "256"), (WIDE, "light"), (WIDE, "16"), (WIDE, "grey")),
        *((TINY, "true"), (SMALL, "light")),
    ],
    "events": [(TINY, "256"), (SMALL, "grey"), (SMALL, "light")],
    "help": [(TINY, "grey"), (WIDE, "256"), (LARGE, "light")],
    "palette": [(SMALL, "true"), (WIDE, "light"), (TINY, "16")],
}
ARRIVING: Final = build_recording(TWISTER[:6], end=None)
CASES: Final = [(state, size, look) for state, shown in SHOWN.items() for size, look in shown]


async def stream(chat: ChatDriver) -> None:
    """Show an answer that is arriving."""
    last = chat.chat.conversation.path[-1]
    node = Node("streaming", last.id, "And once more, please.", ARRIVING)
    chat.chat.conversation.add(node)
    chat.panes.begin(node)


async def press(chat: ChatDriver, *keys: str) -> None:
    await chat.press(*keys)


ACTS: Final[dict[str, Callable[[ChatDriver], Awaitable[None]]]] = {
    "streaming": stream,
    "events": lambda chat: press(chat, "f12"),
    "help": lambda chat: press(chat, "f1"),
    "palette": lambda chat: press(chat, "ctrl+p"),
}


@pytest.mark.parametrize(
    ("state", "size", "look"),
    CASES,
    ids=[f"{state}-{size[0]}x{size[1]}-{look}" for state, size, look in CASES],
)
def test_a_terminal(
    tmp_path: Path,
    snap_compare: Any,
    monkeypatch: pytest.MonkeyPatch,
    state: str,
    size: tuple[int, int],
    look: str,
) -> None:
    depth, theme, no_color = LOOKS[look]
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    if state != "welcome":
        first = (PROMPT, build_recording(TWISTER))
        save_conversation(tmp_path, first, ("Tell me about herons.", thorough()))
    resume = {} if state == "welcome" else {"resume": LAST}
    app = build_app(tmp_path, theme=theme, **resume)
    app.color_depth = depth
    if state == "streaming":
        now_ns = ARRIVING.t0_ns + 1_900_000_000
        monkeypatch.setattr(time, "monotonic_ns", lambda: now_ns)
    monkeypatch.setattr("rich.console.SVG_EXPORT_THEME", XTERM)

    async def run(pilot: Pilot[int]) -> None:
        chat = ChatDriver(pilot)
        await chat.ready()
        if act := ACTS.get(state):
            await act(chat)
        await pilot.pause()
        for screen in pilot.app.screen_stack:
            for field in screen.query("TextArea, Input"):
                assert isinstance(field, TextArea | Input)
                field.cursor_blink = False
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=run)
