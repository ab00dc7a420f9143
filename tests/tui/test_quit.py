"""The app can be quit at any moment, also while it starts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ppchat.adapters.config import Settings
from ppchat.tui.app import PPChat
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.inspect.screen import InspectScreen
from tests.support.chat_app import build_app, paths_in
from tests.support.recordings import TWISTER, build_recording

ITERATIONS = range(2, 74)
"""Iterations of the event loop after its start; at the last one the app is ready."""


class CountingLoop(asyncio.SelectorEventLoop):
    """An event loop that calls a function at one of its iterations."""

    def __init__(self, at: int, callback: Callable[[], object]) -> None:
        super().__init__()
        self._left, self._callback = at, callback

    def _run_once(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.call_soon(self._callback)
        super()._run_once()  # type: ignore[misc]


def quit_at(app: PPChat, iteration: int) -> None:
    def make_loop() -> asyncio.AbstractEventLoop:
        return CountingLoop(iteration, app.exit)

    async def run() -> None:
        # An idle app may never reach that iteration by itself.
        asyncio.get_running_loop().call_later(0.5, app.exit)
        await app.run_async(headless=True, size=(120, 36))

    with asyncio.Runner(loop_factory=make_loop) as runner:
        runner.run(run())


@pytest.mark.parametrize("iterations", [ITERATIONS[at::3] for at in range(3)])
def test_at_any_iteration(tmp_path: Path, iterations: Sequence[int]) -> None:
    for iteration in iterations:
        app = build_app(tmp_path / str(iteration), demo=True)
        quit_at(app, iteration)
        assert (iteration, app.return_code, app._exception) == (iteration, 0, None)


@pytest.mark.parametrize("first", [InspectScreen, CompareScreen])
def test_at_any_iteration_with_another_first_screen(
    tmp_path: Path, first: type[InspectScreen | CompareScreen]
) -> None:
    for iteration in range(2, 40):
        app = PPChat(first([build_recording(TWISTER)] * 2), Settings(paths_in(tmp_path)))
        quit_at(app, iteration)
        assert (iteration, app.return_code, app._exception) == (iteration, 0, None)
