"""The top line."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from ppchat.core.view.status import Status
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


async def test_model_and_host_on_the_left_status_on_the_right() -> None:
    line = await render_bar(100, model="gpt", host="demo", status=STATUS)
    assert line.startswith("ppchat  gpt · demo")
    assert line.endswith("✓ completed 3.2 s  TTFT 312 ms  54 tok/s  10→40 tok")
    assert len(line) == 98


@pytest.mark.parametrize("width", range(20, 100, 7))
async def test_metrics_are_left_out_first_and_the_word_stays(width: int) -> None:
    line = await render_bar(width, model="gpt", host="demo", status=STATUS)
    assert "✓ completed" in line
    assert len(line) <= width - 2
    figures = [text in line for text in ("TTFT 312 ms", "54 tok/s", "10→40 tok")]
    assert figures == sorted(figures, reverse=True)


async def test_a_long_word_is_cut_and_not_wrapped() -> None:
    word = Status("▲", "keepalives only, no event for 15 s", Tone.WARNING, "20.0 s")
    line = await render_bar(30, model="gpt", host="demo", status=word)
    assert line.startswith("▲ keepalives only")
    assert line.endswith("…")
    assert len(line) == 28


async def test_what_was_sent_is_shown_if_it_fits() -> None:
    values = {"model": "gpt", "host": "demo", "sent": "the full input", "status": STATUS}
    assert "sent: the full input" in await render_bar(120, **values)
    assert "sent:" not in await render_bar(80, **values)


async def test_foreign_names_are_sanitized() -> None:
    line = await render_bar(100, model="m\x1b]52;c;x\x07[bold]", host="h\x9b")
    assert "\x1b" not in line
    assert "\x9b" not in line
    assert "[bold]" in line
