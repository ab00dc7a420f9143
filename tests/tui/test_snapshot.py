"""What the screens look like, from recorded data: no network, no clock, no id on them.

`pytest tests/tui/test_snapshot.py --snapshot-update` draws them anew after a change that is meant.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from ppchat.adapters.config import settings
from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.adapters.store.stream_recorder import KeptStream
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Problem, Started
from ppchat.services.proxy_session import Passed, Passing
from ppchat.services.resume import LAST
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.proxy.app import ProxyApp
from ppchat.tui.screens.proxy.screen import ProxyScreen
from ppchat.tui.screens.sessions.screen import SessionsScreen
from tests.support.chat_app import NOBODY, Chatting, app_at, keep, place
from tests.support.hosts import until
from tests.support.playbook import TWISTER, created, delta, item_added, item_done, recording, usage
from tests.support.playbook import terminal as ending

WIDE: Final = (120, 36)
SMALL: Final = (80, 24)
SIZES: Final = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
NOW: Final = datetime(2026, 3, 18, 16, 30, tzinfo=UTC)

Act = Callable[[Chatting], Awaitable[None]]
Draws = Callable[..., None]

PROMPT: Final = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."


def thorough() -> Recording:
    """An answer that thought, called a tool, wrote Markdown, and was cut by a limit."""
    text = (
        "## Herons\n\nThey *wait*. Two of them:\n\n| bird | waits |\n|---|---|\n| grey | long |\n"
    )
    code = "\n```python\nfor bird in herons:\n    bird.wait()\n```\n\n1. one\n2. two\n"
    return recording(
        [
            created(300),
            item_added(320, 0, "reasoning"),
            delta(340, "Herons stand still.", 0, "reasoning_summary_text", summary_index=0),
            delta(420, " They wait.", 0, "reasoning_summary_text", summary_index=0),
            item_done(900, 0, "reasoning"),
            item_added(910, 1, "web_search_call"),
            item_done(
                1400, 1, "web_search_call", action={"type": "search", "query": "how herons hunt"}
            ),
            item_added(1410, 2),
            *(delta(1420 + 18 * at, text[at : at + 9], 2) for at in range(0, len(text), 9)),
            *(delta(3100 + 9 * at, code[at : at + 9], 2) for at in range(0, len(code), 9)),
            item_done(3800, 2),
            ending(
                3810,
                "incomplete",
                incomplete_details={"reason": "max_output_tokens"},
                usage=usage(60, 12),
            ),
        ]
    )


def cut_off() -> Recording:
    """An answer whose server went away."""
    return recording(
        TWISTER[:5],
        end=End.BROKEN,
        problem=Problem("lost", "The server closed the connection.", "Regenerate to try again."),
    )


@pytest.fixture
def draws(tmp_path: Path, snap_compare: Any) -> Draws:
    """Compares the app, once something was done in it, with how it is to look."""

    def draw(
        *turns: Any, act: Act | None = None, size: tuple[int, int] = WIDE, **flags: Any
    ) -> None:
        if turns:
            keep(tmp_path, *turns)
            flags["resume"] = LAST

        async def run(pilot: Pilot[int]) -> None:
            chat = Chatting(pilot)
            await chat.ready()
            if act:
                await act(chat)
            await pilot.pause()
            for screen in pilot.app.screen_stack:
                for field in screen.query("TextArea, Input"):
                    assert isinstance(field, TextArea | Input)
                    field.cursor_blink = False
            await pilot.pause()

        assert snap_compare(app_at(tmp_path, **flags), terminal_size=size, run_before=run)

    return draw


async def scrubbed(chat: Chatting) -> None:
    """Go back into the run of deltas."""
    if chat.screen.has_class("-narrow"):
        await chat.press("f12")
    chat.events.focus()
    await chat.press("g", "down", "down", "left")


async def unfolded(chat: Chatting) -> None:
    """Open what was thought and called, from the top."""
    chat.transcript.focus()
    await chat.press("g", "J", "J", "enter", "J", "enter", "g")
    assert "They wait" in chat.text


@SIZES
def test_nothing_asked_yet(draws: Draws, size: tuple[int, int]) -> None:
    draws(size=size)


@SIZES
def test_after_an_answer(draws: Draws, size: tuple[int, int]) -> None:
    draws((PROMPT, recording(TWISTER)), size=size)


@SIZES
def test_at_an_earlier_event(draws: Draws, size: tuple[int, int]) -> None:
    draws((PROMPT, recording(TWISTER)), act=scrubbed, size=size)


@SIZES
def test_thoughts_tools_markdown_and_a_notice(draws: Draws, size: tuple[int, int]) -> None:
    draws(("Tell me about herons.", thorough()), act=unfolded, size=size)


def test_the_light_look(draws: Draws) -> None:
    draws(("Tell me about herons.", thorough()), act=unfolded, theme="ppchat-light")


def test_branches_and_an_answer_cut_off(draws: Draws) -> None:
    draws(("one", recording(TWISTER), None), ("another", cut_off(), None))


@SIZES
def test_help(draws: Draws, size: tuple[int, int]) -> None:
    async def act(chat: Chatting) -> None:
        await chat.press("f1")

    draws((PROMPT, recording(TWISTER)), act=act, size=size)


@SIZES
def test_sessions(draws: Draws, tmp_path: Path, size: tuple[int, int]) -> None:
    keep(tmp_path, ("Tell me about herons.", thorough()), conversation="heron")
    keep(tmp_path, ("Why is the sky blue?", cut_off()), conversation="sky")

    async def act(chat: Chatting) -> None:
        chat.app.push_screen(SessionsScreen(chat.chat.store, lambda: NOW))
        await chat.until(lambda: "Why is the sky" in chat.text)

    draws((PROMPT, recording(TWISTER)), act=act, size=size)


@SIZES
def test_inspector(draws: Draws, size: tuple[int, int]) -> None:
    async def act(chat: Chatting) -> None:
        await chat.press("f11")
        await chat.until(lambda: chat.app.screen is not chat.screen)
        await chat.press("g", *["down"] * 5)

    draws(("Tell me about herons.", thorough()), act=act, size=size)


def test_compare(draws: Draws) -> None:
    async def act(chat: Chatting) -> None:
        recordings = [node.recording for node in chat.chat.conversation.path]
        chat.app.push_screen(CompareScreen(recordings, ["one", "two"]))
        await chat.until(lambda: chat.app.screen is not chat.screen)

    draws((PROMPT, recording(TWISTER)), ("Tell me about herons.", thorough()), act=act)


def passed(prompt: str, made: Recording, clock: str) -> tuple[KeptStream, Passed]:
    """A response as the proxy's screen lists it, asked for at a fixed time."""
    asked = Recording(made.request, f"2026-03-18T{clock}.000+00:00")
    for signal in (Started(made.t0_ns), made.opened, Arrived(tuple(made.frames())), made.ended):
        if signal is not None:
            asked.apply(signal)
    kept = cast("KeptStream", SimpleNamespace(run_id=clock, prompt=prompt, recording=asked))
    one = Passed(kept)
    if asked.ended is not None:
        one.finish()
    return kept, one


@SIZES
def test_proxy(
    tmp_path: Path, snap_compare: Any, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    proxy = ProxyProcess(NOBODY)
    monkeypatch.setattr(proxy, "port", 8081)
    configured = settings(place(tmp_path), {}, {})
    passing = Passing(proxy, configured.paths.database)
    running = recording(TWISTER[:6], end=None, model="llama-3.3-70b-versatile")
    listed = [
        passed(PROMPT, recording(TWISTER), "15:00:01"),
        passed("Tell me about herons.", thorough(), "15:00:09"),
        passed("翻訳 Why is the \x1b[31msky blue?", cut_off(), "15:01:20"),
        passed("Compare TCP and QUIC", running, "15:02:00"),
    ]
    passing.streams.extend(each for _, each in listed)
    passing._running[1] = listed[-1]
    at_ns = running.t0_ns + 900_000_000
    screen = ProxyScreen(passing, "https://api.openai.com/v1", lambda: at_ns)

    async def run(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: screen.has_class("-some"))
        await pilot.press("g", "m", "j", "j")
        about = screen.query_one("#proxy-about", Static)
        await until(pilot, lambda: "Cut off" in str(about.content))

    app = ProxyApp(configured, screen)
    assert snap_compare(app, terminal_size=size, run_before=run)
