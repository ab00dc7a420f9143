"""Builds and runs the app from the settings; heavy modules are imported after the first paint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.screen import Screen

from ppchat.adapters import gc_tuning as garbage
from ppchat.adapters.config import Settings
from ppchat.services.launch import prepare_launch
from ppchat.tui.app import PPChat
from ppchat.tui.screens.conversation.screen import ConversationScreen

if TYPE_CHECKING:
    from ppchat.adapters.processes.proxy import ProxyProcess
    from ppchat.core.formats.recorded_stream import RecordedStream
    from ppchat.core.recording.recording import Recording


def run(
    settings: Settings, *, prompt: str | None = None, resume: str | None = None
) -> tuple[int, str]:
    """Run the app on a conversation. See `make_app`.

    Returns the exit code, and the id of the conversation that was open if it can be resumed.
    """
    garbage.pause_collection()
    app = make_app(settings, prompt=prompt, resume=resume)
    app.run()
    screen = app.get_default_screen()
    chat = screen.chat if isinstance(screen, ConversationScreen) else None
    return app.return_code or 0, chat.resumable_id if chat else ""


def make_app(settings: Settings, *, prompt: str | None = None, resume: str | None = None) -> PPChat:
    """The app on a conversation; for the arguments and errors see `prepare_launch`."""
    launch = prepare_launch(settings, prompt=prompt, resume=resume)
    return PPChat(ConversationScreen(launch), settings)


def run_inspector(
    settings: Settings,
    turns: Sequence[tuple[str, Recording]],
    *,
    play: float = 0,
    live: RecordedStream | None = None,
) -> int:
    """Run the inspector on prompts with their recordings; returns the exit code.

    `play` is a playing speed, 0 for none. `live` is a stream that still arrives.
    """
    from ppchat.core.chat.conversation import title
    from ppchat.services.live_signals import live_signals
    from ppchat.tui.screens.inspect.screen import InspectScreen

    name = f"Inspector: {title(turns[-1][0])}" if turns and turns[-1][0] else "Inspector"
    if live is None:
        screen = InspectScreen([recording for _, recording in turns], play_speed=play)
        return _run(settings, screen, name)
    source = live_signals(live.signals)
    return _run(settings, InspectScreen([live.empty_recording()], source=source), name)


def run_comparison(
    settings: Settings, recordings: Sequence[Recording], names: Sequence[str]
) -> int:
    """Run the comparison of recordings; returns the exit code."""
    from ppchat.tui.screens.compare.screen import CompareScreen

    return _run(settings, CompareScreen(recordings, names), f"{len(recordings)} answers compared")


def run_proxy(settings: Settings, proxy: ProxyProcess, target: str) -> int:
    """Run the app on a proxy to `target`, which starts with it; returns the exit code."""
    from ppchat.tui.proxy_app import proxy_app

    garbage.pause_collection()
    app = proxy_app(settings, proxy, target)
    app.run()
    return app.return_code or 0


def _run(settings: Settings, screen: Screen[None], title: str) -> int:
    screen.title = title
    app = PPChat(screen, settings)
    app.run()
    return app.return_code or 0
