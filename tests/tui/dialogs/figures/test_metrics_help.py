"""The page that explains the metrics."""

from __future__ import annotations

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Static

from ppchat.core.metrics.explain import explanations
from ppchat.tui.dialogs.figures.metrics_help import MetricsHelpScreen
from tests.support.hosts import Host
from tests.support.recordings import build_recording, message_events
from tests.support.until import until


async def test_the_figures_of_all_rounds_are_explained_too() -> None:
    app = Host(Static())
    async with app.run_test(size=(100, 30)) as pilot:
        await app.push_screen(MetricsHelpScreen([], ["2 rounds", "waited 5.3 s"]))
        page = str(app.screen.query_one(VerticalScroll).query_one(Static).render())
        assert "2 rounds · waited 5.3 s" in page
        assert "waited: the rest" in page
        await pilot.press("q")


@pytest.mark.parametrize("events", [message_events(), [], [(1, {"type": "x\x1b]0;x\x07"})]])
@pytest.mark.parametrize("size", [(100, 30), (30, 8)])
async def test_every_metric_has_its_value_formula_and_basis(
    events: list[tuple[float, dict[str, object]]], size: tuple[int, int]
) -> None:
    app = Host(Static())
    listed = explanations(build_recording(events).summary)
    async with app.run_test(size=size) as pilot:
        await app.push_screen(MetricsHelpScreen(listed))
        page = str(app.screen.query_one(VerticalScroll).query_one(Static).render())
        for explanation in listed:
            assert explanation.name in page
            assert explanation.value in page
            assert explanation.formula in page
        assert ("output_text.delta" in page) is (len(events) > 1)
        assert "\x1b" not in page
        await pilot.press("q")
        await until(pilot, lambda: not isinstance(app.screen, MetricsHelpScreen))
