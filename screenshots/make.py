"""Makes the screenshots: the app in its demo, with the real client and a real server.

Run it from the project's root: `python -m screenshots.make [NAME ...]`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from textual.pilot import Pilot

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.paths import Paths
from ppchat.core.recording.recording import Recording
from ppchat.demo.catalogue import QUESTIONS
from ppchat.tui.dialogs.settings.settings_form import SettingsForm
from ppchat.tui.run import make_app
from ppchat.tui.screens.conversation.attachments.tray import AttachmentTray
from ppchat.tui.screens.conversation.panes import Panes
from ppchat.tui.screens.conversation.screen import ConversationScreen
from ppchat.tui.screens.inspect.findings_view import FindingsView
from ppchat.tui.screens.inspect.screen import InspectScreen
from ppchat.tui.screens.sessions.screen import SessionsScreen
from ppchat.tui.style.themes import DARK, LIGHT
from ppchat.tui.widgets.prompt import Prompt
from screenshots.film import Film, film_svg
from screenshots.gallery import SHEETS, draw_sheet
from tests.support.showcase import cited_search, parallel_calls

HERE: Final = Path(__file__).parent
Act = Callable[[Pilot[Any]], Awaitable[None]]


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Let the app run until the condition holds."""
    while not condition():
        await pilot.pause(0.02)
    await pilot.pause()


async def ask(pilot: Pilot[Any], prompt: str, events: int = 0) -> None:
    """Send a prompt, and wait for this many events, or for the end."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, ConversationScreen)
    await until(pilot, lambda: bool(screen.query(Panes)))
    panes = screen.query_one(Panes)
    previous = panes.recording
    screen.query_one(Prompt).set_text(prompt)
    await pilot.press("enter")

    def has_arrived() -> bool:
        recording = panes.recording
        if recording is None or recording is previous:
            return False
        return len(recording) >= events > 0 or recording.ended is not None

    await until(pilot, has_arrived)


async def chat(pilot: Pilot[Any]) -> None:
    await ask(
        pilot,
        "Think it through: a bat and a ball cost $1.10 together, and the bat costs $1 more than "
        "the ball. What does the ball cost?",
    )


async def scrub_back(pilot: Pilot[Any]) -> None:
    await ask(pilot, QUESTIONS[0].prompt)
    pilot.app.screen.query_one(Panes).query_one("EventList").focus()
    await pilot.press("g", *["down"] * 4, *["left"] * 12)


async def inspector(pilot: Pilot[Any]) -> None:
    await ask(pilot, "Search the web: what is new in Python 3.14?")
    await ask(pilot, "Think it through: a bat and a ball cost $1.10 together.")
    await pilot.press("f11")
    await until(pilot, lambda: len(pilot.app.screen_stack) > 1)
    await pilot.press("left_square_bracket", "g", *["down"] * 12, *["left"] * 3)
    await pilot.pause(0.5)


async def comparison(pilot: Pilot[Any]) -> None:
    await ask(pilot, QUESTIONS[0].prompt)
    await ask(pilot, QUESTIONS[0].prompt)
    await pilot.press("f11")
    await until(pilot, lambda: len(pilot.app.screen_stack) > 1)
    await pilot.press("c")
    await until(pilot, lambda: len(pilot.app.screen_stack) > 2)
    await pilot.pause(0.5)


async def settings(pilot: Pilot[Any]) -> None:
    await ask(pilot, QUESTIONS[0].prompt)
    pilot.app.screen.query_one(Prompt).set_text("And once more, slowly.")
    await pilot.press("f5")
    await until(pilot, lambda: isinstance(pilot.app.screen, SettingsForm))
    await pilot.press("down", "down", "right", "right", "right", "down")


async def search_texts(pilot: Pilot[Any]) -> None:
    await ask(pilot, QUESTIONS[0].prompt)
    await ask(pilot, "Think it through: a bat and a ball cost $1.10 together.")
    await pilot.press("ctrl+s")
    await until(pilot, lambda: isinstance(pilot.app.screen, SessionsScreen))
    await pilot.press(*"peppers")
    await pilot.pause(2)


async def attachments(pilot: Pilot[Any]) -> None:
    await ask(pilot, QUESTIONS[0].prompt)
    prompt = pilot.app.screen.query_one(Prompt)
    prompt.focus()
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "notes.md"
        note.write_text("Herons stand still.\n", encoding="utf-8")
        prompt.set_text(f"/attach {note}")
        await pilot.press("enter")
        tray = pilot.app.screen.query_one(AttachmentTray)
        await until(pilot, lambda: bool(tray.files))
        await pilot.press(*"What do these notes leave out?")
        await pilot.pause()


async def calls(pilot: Pilot[Any]) -> None:
    await show_inspector(pilot, parallel_calls(), "g", *["down"] * 14)


async def search(pilot: Pilot[Any]) -> None:
    await show_inspector(pilot, cited_search(), "G", *["up"] * 5)


async def show_inspector(pilot: Pilot[Any], recording: Recording, *keys: str) -> None:
    pilot.app.push_screen(InspectScreen([recording]))
    await until(pilot, lambda: bool(pilot.app.screen.query(FindingsView)))
    findings = pilot.app.screen.query_one(FindingsView)
    await until(pilot, lambda: bool(findings.findings))
    await pilot.press(*keys)


class Shot(NamedTuple):
    """One picture of the README."""

    act: Act
    size: tuple[int, int]
    theme: str
    label: str


SHOTS: Final = {
    "chat": Shot(chat, (120, 30), DARK.name, "An answer with its reasoning, and its events"),
    "light": Shot(chat, (120, 30), LIGHT.name, "The same in the light theme"),
    "scrubbed": Shot(scrub_back, (120, 30), DARK.name, "The text as it was at an earlier event"),
    "inspector": Shot(inspector, (120, 40), DARK.name, "The inspector"),
    "calls": Shot(calls, (120, 36), DARK.name, "Two calls in parallel over Chat Completions"),
    "search": Shot(search, (120, 36), DARK.name, "Thinking, a search and a source over Messages"),
    "settings": Shot(settings, (120, 36), DARK.name, "The model and the settings of a prompt"),
    "texts": Shot(search_texts, (120, 30), DARK.name, "A word in the texts of all conversations"),
    "attachments": Shot(attachments, (120, 30), DARK.name, "A file that goes with a prompt"),
    "compare": Shot(comparison, (120, 40), DARK.name, "Two responses side by side"),
}


async def draw(name: str) -> None:
    """Make one screenshot, or a sheet of the gallery."""
    svg = await (draw_sheet(name) if name in SHEETS else draw_shot(name))
    (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")
    print(f"{name}.svg: {len(svg) / 1000:.0f} kB")


async def draw_shot(name: str) -> str:
    """A screenshot as an SVG."""
    shot = SHOTS[name]
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths(Path(folder) / "config.toml", Path(folder))
        app = make_app(resolve_settings(paths, {"demo": True, "theme": shot.theme}, {}))
        async with app.run_test(size=shot.size) as pilot:
            await shot.act(pilot)
            await pilot.pause()
            film = Film(shot.size)
            film.add(0, app.screen._compositor.render_strips())
            background = app.screen.styles.background.hex
    return film_svg(film, shot.label, background)


async def main() -> None:
    for name in sys.argv[1:] or [*SHOTS, *SHEETS]:
        await draw(name)


if __name__ == "__main__":
    asyncio.run(main())
