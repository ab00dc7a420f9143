"""Makes `twister.svg`: the app on its demo, as an animation that plays on any page.

Run it from the project's root: `python -m screenshots.animate`. The pictures are those of the app
itself, which asks its demo and is then moved through the events.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from textual.pilot import Pilot

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.paths import Paths
from ppchat.demo.catalogue import QUESTIONS
from ppchat.tui.run import make_app
from ppchat.tui.screens.conversation.panes import Panes
from screenshots.film import Film, film_svg
from screenshots.make import ask, until

LABEL: Final = "An answer grows on the left, its events on the right; then back in time"
TARGET: Final = Path(__file__).with_name("twister.svg")
SIZE: Final = (104, 30)
EVENTS_WIDTH: Final = 46
FRAME_S: Final = 0.05
"""Seconds between two pictures."""


class Camera:
    """Takes pictures of the app; time between two scenes is left out."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self._pilot = pilot
        self.film = Film(SIZE, [SIZE[0] - EVENTS_WIDTH])
        self._at_s = 0.0

    def shoot(self, hold_s: float = 0) -> None:
        """Take one picture, and show it for a while."""
        self.film.add(self._at_s, self._pilot.app.screen._compositor.render_strips())
        self._at_s += hold_s

    async def follow(self, running: asyncio.Task[None]) -> None:
        """Take pictures at the speed of the app until a task ends."""
        start_s, began = self._at_s, time.monotonic()
        while not running.done():
            self._at_s = start_s + time.monotonic() - began
            self.shoot()
            await asyncio.sleep(FRAME_S)
        await running
        self._at_s = start_s + time.monotonic() - began

    async def press(self, keys: list[str], hold_s: float) -> None:
        """Press keys one by one, with a picture after each."""
        for key in keys:
            await self._pilot.press(key)
            self.shoot(hold_s)


async def main() -> None:
    """Ask for the tongue twister, then go back through its events and forward again."""
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths(Path(folder) / "config.toml", Path(folder))
        app = make_app(resolve_settings(paths, {"demo": True}, {}))
        async with app.run_test(size=SIZE) as pilot:
            await until(pilot, lambda: bool(app.screen.query(Panes)))
            camera = Camera(pilot)
            camera.shoot(1.2)
            await camera.follow(asyncio.create_task(ask(pilot, QUESTIONS[0].prompt)))
            camera.shoot(1.5)
            app.screen.query_one(Panes).query_one("EventList").focus()
            await pilot.pause()
            await camera.press(["up"], 0.6)
            await camera.press(["shift+left"] * 5, 0.3)
            await camera.press(["left"] * 20, 0.1)
            camera.shoot(1.2)
            await camera.press(["shift+right"] * 4, 0.3)
            await camera.press(["G"], 3)
            svg = film_svg(camera.film, LABEL, app.screen.styles.background.hex)
    TARGET.write_text(svg, encoding="utf-8")
    print(f"{TARGET.name}: {len(svg) / 1000:.0f} kB, {camera.film.duration_s:.1f} s")


if __name__ == "__main__":
    asyncio.run(main())
