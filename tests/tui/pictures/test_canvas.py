"""An image in the middle of a widget."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.pictures.canvas import ImageCanvas
from tests.support.images import base64_png
from tests.support.pictures import PictureHost
from tests.support.until import until


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMUX", "STY", "ZELLIJ", "TEXTUAL_DRIVER", "NO_COLOR", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.mark.parametrize(
    ("variables", "start"),
    [
        ({"TERM_PROGRAM": "iTerm.app"}, "\x1b]1337;File=inline=1;"),
        ({"TERM": "foot"}, "\x1bP0;1q"),
    ],
    ids=["iTerm2", "Sixel"],
)
async def test_the_terminal_draws_over_the_canvas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], start: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    app = PictureHost(tmp_path)
    async with app.run_test(size=(100, 40)) as pilot:
        canvas = ImageCanvas()
        await app.mount(canvas)
        canvas.show(base64_png(200, 100))
        await until(pilot, lambda: app.sequences)
        x, y = canvas.content_region.offset
        (sequence,) = app.sequences
        assert sequence.startswith("\x1b7\x1b[")
        row, column = map(int, sequence[4 : sequence.index("H")].split(";"))
        assert (row > y, column > x) == (True, True)
        assert sequence[sequence.index("H") + 1 :].startswith(start)
        assert sequence.endswith("\x1b8")
        assert not canvas.render_line(canvas.size.height // 2).text.strip()


async def test_without_colours_it_says_that_nothing_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = PictureHost(tmp_path)
    async with app.run_test(size=(100, 40)) as pilot:
        canvas = ImageCanvas()
        await app.mount(canvas)
        canvas.show(base64_png(200, 100))
        await pilot.pause()
        assert canvas.problem == "images are not drawn in this terminal"
        canvas.show("AAAA")
        assert canvas.problem == "it is not an image that can be read"
