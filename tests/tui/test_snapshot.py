"""What the screens look like on recorded data, without network, clock or ids.

`pytest tests/tui/test_snapshot.py --snapshot-update` updates them after an intended change.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Problem, Started
from ppchat.services.launch import LAST
from ppchat.services.proxy_session import ProxiedStream, ProxySession
from ppchat.tui.proxy_app import ProxyApp
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.inspect.findings_view import FindingsView
from ppchat.tui.screens.inspect.screen import InspectScreen
from ppchat.tui.screens.proxy.screen import ProxyScreen
from ppchat.tui.screens.sessions.screen import SessionsScreen
from tests.support.chat_app import NOBODY, ChatDriver, build_app, paths_in, save_conversation
from tests.support.recordings import (
    TWISTER,
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    usage,
)
from tests.support.recordings import terminal as ending
from tests.support.showcase import cited_search, parallel_calls
from tests.support.until import until

WIDE: Final = (120, 36)
SMALL: Final = (80, 24)
SIZES: Final = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
NOW: Final = datetime(2026, 3, 18, 16, 30, tzinfo=UTC)

Act = Callable[[ChatDriver], Awaitable[None]]
Draw = Callable[..., None]

PROMPT: Final = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."


def thorough() -> Recording:
    """An answer with reasoning, a tool call and Markdown, cut by a token limit."""
    text = (
        "## Herons\n\nThey *wait*. Two of them:\n\n| bird | waits |\n|---|---|\n| grey | long |\n"
    )
    code = "\n```python\nfor bird in herons:\n    bird.wait()\n```\n\n1. one\n2. two\n"
    return build_recording(
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
    """An answer whose connection was lost."""
    return build_recording(
        TWISTER[:5],
        end=End.BROKEN,
        problem=Problem("lost", "The server closed the connection.", "Regenerate to try again."),
    )


@pytest.fixture
def draw(tmp_path: Path, snap_compare: Any) -> Draw:
    """Compares the app, after an action in it, with its snapshot."""

    def compare(
        *turns: Any, act: Act | None = None, size: tuple[int, int] = WIDE, **flags: Any
    ) -> None:
        if turns:
            save_conversation(tmp_path, *turns)
            flags["resume"] = LAST

        async def run(pilot: Pilot[int]) -> None:
            chat = ChatDriver(pilot)
            await chat.ready()
            if act:
                await act(chat)
            await pilot.pause()
            for screen in pilot.app.screen_stack:
                for field in screen.query("TextArea, Input"):
                    assert isinstance(field, TextArea | Input)
                    field.cursor_blink = False
            await pilot.pause()

        assert snap_compare(build_app(tmp_path, **flags), terminal_size=size, run_before=run)

    return compare


async def scrub_back(chat: ChatDriver) -> None:
    """Go back to an event among the deltas."""
    if chat.screen.has_class("-narrow"):
        await chat.press("f12")
    chat.events.focus()
    await chat.press("g", "down", "down", "left")


async def unfold(chat: ChatDriver) -> None:
    """Open the reasoning, from the top; the search holds nothing but its heading."""
    chat.transcript.focus()
    await chat.press("g", "J", "J", "enter", "g")
    assert "They wait" in chat.text


@SIZES
def test_nothing_asked_yet(draw: Draw, size: tuple[int, int]) -> None:
    draw(size=size)


@SIZES
def test_after_an_answer(draw: Draw, size: tuple[int, int]) -> None:
    draw((PROMPT, build_recording(TWISTER)), size=size)


@SIZES
def test_at_an_earlier_event(draw: Draw, size: tuple[int, int]) -> None:
    draw((PROMPT, build_recording(TWISTER)), act=scrub_back, size=size)


@SIZES
def test_thoughts_tools_markdown_and_a_notice(draw: Draw, size: tuple[int, int]) -> None:
    draw(("Tell me about herons.", thorough()), act=unfold, size=size)


def test_the_light_look(draw: Draw) -> None:
    draw(("Tell me about herons.", thorough()), act=unfold, theme="ppchat-light")


def test_branches_and_an_answer_cut_off(draw: Draw) -> None:
    draw(("one", build_recording(TWISTER), None), ("another", cut_off(), None))


@SIZES
def test_help(draw: Draw, size: tuple[int, int]) -> None:
    async def act(chat: ChatDriver) -> None:
        await chat.press("f1")

    draw((PROMPT, build_recording(TWISTER)), act=act, size=size)


@SIZES
def test_sessions(draw: Draw, tmp_path: Path, size: tuple[int, int]) -> None:
    save_conversation(tmp_path, ("Tell me about herons.", thorough()), conversation="heron")
    save_conversation(tmp_path, ("Why is the sky blue?", cut_off()), conversation="sky")

    async def act(chat: ChatDriver) -> None:
        chat.app.push_screen(SessionsScreen(chat.chat.store, lambda: NOW))
        await chat.until(lambda: "Why is the sky" in chat.text)

    draw((PROMPT, build_recording(TWISTER)), act=act, size=size)


@SIZES
def test_inspector(draw: Draw, size: tuple[int, int]) -> None:
    async def act(chat: ChatDriver) -> None:
        await chat.press("f11")
        await chat.until(lambda: chat.app.screen is not chat.screen)
        await chat.press("g", *["down"] * 5)

    draw(("Tell me about herons.", thorough()), act=act, size=size)


@pytest.mark.parametrize("recording", [parallel_calls(), cited_search()], ids=["calls", "search"])
def test_inspector_of_other_protocols(draw: Draw, recording: Recording) -> None:
    async def act(chat: ChatDriver) -> None:
        chat.app.push_screen(InspectScreen([recording]))
        await chat.until(lambda: bool(chat.app.screen.query(FindingsView)))
        findings = chat.app.screen.query_one(FindingsView)
        await chat.until(lambda: bool(findings.findings))
        await chat.press("g", *["down"] * 14)

    draw(act=act)


def test_chat_completions(draw: Draw) -> None:
    draw(("Where is it warmer, in Oslo or in Rome?", parallel_calls()))


def test_compare(draw: Draw) -> None:
    async def act(chat: ChatDriver) -> None:
        recordings = [node.recording for node in chat.chat.conversation.path]
        chat.app.push_screen(CompareScreen(recordings, ["one", "two"]))
        await chat.until(lambda: chat.app.screen is not chat.screen)

    draw((PROMPT, build_recording(TWISTER)), ("Tell me about herons.", thorough()), act=act)


def proxied(prompt: str, answer: Recording, clock: str) -> ProxiedStream:
    """A response as the screen of the proxy lists it, requested at a fixed time."""
    copy = Recording(answer.request, f"2026-03-18T{clock}.000+00:00")
    frames = Arrived(tuple(answer.frames()))
    for signal in (Started(answer.t0_ns), answer.opened, frames, answer.ended):
        if signal is not None:
            copy.apply(signal)
    stream = ProxiedStream(clock, prompt, copy)
    if copy.ended is not None:
        stream.finish()
    return stream


@SIZES
def test_proxy(
    tmp_path: Path, snap_compare: Any, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    proxy = ProxyProcess(NOBODY)
    monkeypatch.setattr(proxy, "port", 8081)
    app_settings = resolve_settings(paths_in(tmp_path), {}, {})
    session = ProxySession(proxy, app_settings.paths.database)
    running = build_recording(TWISTER[:6], end=None, model="llama-3.3-70b-versatile")
    streams = [
        proxied(PROMPT, build_recording(TWISTER), "15:00:01"),
        proxied("Tell me about herons.", thorough(), "15:00:09"),
        proxied("翻訳 Why is the \x1b[31msky blue?", cut_off(), "15:01:20"),
        proxied("Compare TCP and QUIC", running, "15:02:00"),
    ]
    session.streams.extend(streams)
    session._active[1] = cast("Any", (None, streams[-1]))
    at_ns = running.t0_ns + 900_000_000
    screen = ProxyScreen(session, "https://api.openai.com/v1", lambda: at_ns)

    async def run(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: screen.has_class("-some"))
        await pilot.press("g", "m", "j", "j")
        about = screen.query_one("#proxy-about", Static)
        await until(pilot, lambda: "Cut off" in str(about.content))

    app = ProxyApp(app_settings, screen)
    assert snap_compare(app, terminal_size=size, run_before=run)
