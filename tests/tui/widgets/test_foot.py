"""The bottom line: who answers, and the keys."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from ppchat.tui.widgets.foot import Foot


class Host(App[None]):
    def __init__(self, model: str, host: str) -> None:
        super().__init__()
        self.foot = Foot(model, host)

    def compose(self) -> ComposeResult:
        yield self.foot


async def answerer_line(width: int, model: str, host: str, *notes: str) -> str:
    app = Host(model, host)
    async with app.run_test(size=(width, 5)) as pilot:
        app.foot.notes = notes
        await pilot.pause()
        line, answerer = str(app.foot.render()), str(app.foot.answerer())
        assert len(line) <= width - 2
        assert line.startswith(answerer)
        return answerer


async def test_the_model_before_its_server_and_the_settings() -> None:
    line = await answerer_line(120, "gpt", "api.openai.com", "effort low", "2,000 tokens")
    assert line == "gpt · api.openai.com · effort low · 2,000 tokens"


async def test_a_demo_names_itself_first() -> None:
    assert await answerer_line(80, "ppchat-demo", "demo") == "demo (recorded) · ppchat-demo"


@pytest.mark.parametrize("width", [40, 60, 80])
async def test_what_does_not_fit_is_left_out_from_the_end(width: int) -> None:
    line = await answerer_line(width, "gpt", "host", *(f"note {n}" for n in range(9)))
    assert line.startswith("gpt · host · note 0")
    assert "…" not in line
    assert len(line) <= width * 2 // 3


async def test_foreign_names_are_sanitized() -> None:
    line = await answerer_line(120, "m\x1b]52;c;x\x07[bold]", "h\x9b")
    assert "\x1b" not in line
    assert "\x9b" not in line
    assert "[bold]" in line
