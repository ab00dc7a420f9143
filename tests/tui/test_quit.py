"""To quit is possible at any moment, while the app gets ready as well as later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ppchat.tui.app import PPChat
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.inspect.screen import InspectScreen
from tests.support.chat_app import app_at
from tests.support.playbook import TWISTER, recording

TURNS = range(2, 74)
"""Turns of the loop after its start; the app has long been ready at the last."""


class Counting(asyncio.SelectorEventLoop):
    """A loop that does something at one of its turns."""

    def __init__(self, at: int, do: Callable[[], object]) -> None:
        super().__init__()
        self._left, self._do = at, do

    def _run_once(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.call_soon(self._do)
        super()._run_once()  # type: ignore[misc]


def quit_at(app: PPChat, turn: int) -> None:
    def make() -> asyncio.AbstractEventLoop:
        return Counting(turn, app.exit)

    async def run() -> None:
        # An app that is ready early may never get so far by itself.
        asyncio.get_running_loop().call_later(0.5, app.exit)
        await app.run_async(headless=True, size=(120, 36))

    with asyncio.Runner(loop_factory=make) as runner:
        runner.run(run())


@pytest.mark.parametrize("turns", [TURNS[at::3] for at in range(3)])
def test_at_any_turn_of_the_loop(tmp_path: Path, turns: Sequence[int]) -> None:
    for turn in turns:
        app = app_at(tmp_path / str(turn), demo=True)
        quit_at(app, turn)
        assert (turn, app.return_code, app._exception) == (turn, 0, None)


@pytest.mark.parametrize("first", [InspectScreen, CompareScreen])
def test_at_any_turn_with_another_first_screen(
    tmp_path: Path, first: type[InspectScreen | CompareScreen]
) -> None:
    for turn in range(2, 40):
        app = PPChat(first([recording(TWISTER)] * 2), folder=tmp_path, keymap={})
        quit_at(app, turn)
        assert (turn, app.return_code, app._exception) == (turn, 0, None)
