"""The line with the figures of all rounds."""

from __future__ import annotations

from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from ppchat.tui.screens.inspect.exchange_figures import ExchangeFigures
from tests.support.exchanges import weather_exchange
from tests.support.hosts import Host
from tests.support.recordings import TWISTER, build_recording


async def test_several_rounds_have_a_line() -> None:
    line = ExchangeFigures()
    async with Host(line).run_test(size=(90, 5)) as pilot:
        line.rounds = Rounds(weather_exchange(pause_ms=800))
        await pilot.pause()
        assert line.display
        assert str(line.render()) == (
            "2 rounds · 1.7 s · model 0.9 s · waited 0.8 s · 20→18 tokens · TTFT 250 ms, 240 ms"
        )


async def test_what_does_not_fit_is_left_out() -> None:
    line = ExchangeFigures()
    async with Host(line).run_test(size=(30, 5)) as pilot:
        line.rounds = Rounds(weather_exchange())
        await pilot.pause()
        assert str(line.render()) == "2 rounds · 1.7 s"


async def test_a_single_round_has_none() -> None:
    line = ExchangeFigures()
    async with Host(line).run_test(size=(90, 5)) as pilot:
        line.rounds = as_rounds(build_recording(TWISTER))
        await pilot.pause()
        assert not line.display
