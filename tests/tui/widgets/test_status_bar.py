"""The top line."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from ppchat.core.view.live.status import Status
from ppchat.core.view.tone import Tone
from ppchat.tui.widgets.status_bar import StatusBar

STATUS = Status(
    "✓", "completed", Tone.GOOD, "3.2 s", (("TTFT", "312 ms"), ("", "54 tok/s"), ("", "10→40 tok"))
)


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield StatusBar()


async def render_bar(width: int, **values: object) -> str:
    app = Host()
    async with app.run_test(size=(width, 5)) as pilot:
        bar = app.query_one(StatusBar)
        for name, value in values.items():
            setattr(bar, name, value)
        await pilot.pause()
        return str(bar.render())


async def test_the_title_on_the_left_the_status_on_the_right() -> None:
    line = await render_bar(100, title="Herons", status=STATUS)
    assert line.startswith("ppchat  Herons ")
    assert line.endswith("✓ completed 3.2 s  TTFT 312 ms  54 tok/s  10→40 tok")
    assert len(line) == 98


@pytest.mark.parametrize("width", [90, 110, 200])
async def test_a_long_title_is_cut_after_a_word(width: int) -> None:
    line = await render_bar(width, title="How herons hunt " * 5, status=STATUS)
    title = line.removeprefix("ppchat  ").partition("…")[0]
    assert title.split()[-1] in ("How", "herons", "hunt")
    assert len(title) < 60
    assert "✓ completed" in line
    assert len(line) == width - 2


async def test_a_title_without_room_is_left_out() -> None:
    line = await render_bar(60, title="How herons hunt " * 5, status=STATUS)
    assert "How" not in line
    assert line.startswith("ppchat ")


@pytest.mark.parametrize("width", range(20, 100, 7))
async def test_metrics_are_left_out_first_and_the_word_stays(width: int) -> None:
    line = await render_bar(width, title="Herons", status=STATUS)
    assert "✓ completed" in line
    assert len(line) <= width - 2
    figures = [text in line for text in ("TTFT 312 ms", "54 tok/s", "10→40 tok")]
    assert figures == sorted(figures, reverse=True)


async def test_a_long_word_is_cut_and_not_wrapped() -> None:
    word = Status("▲", "keepalives only, no event for 15 s", Tone.WARNING, "20.0 s")
    line = await render_bar(30, title="Herons", status=word)
    assert line.startswith("▲ keepalives only")
    assert line.endswith("…")
    assert len(line) == 28


async def test_a_foreign_title_is_sanitized() -> None:
    line = await render_bar(100, title="m\x1b]52;c;x\x07[bold]h\x9b")
    assert "\x1b" not in line
    assert "\x9b" not in line
    assert "[bold]" in line
