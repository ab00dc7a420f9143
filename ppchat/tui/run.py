"""Builds and runs the app from the settings; heavy modules are imported after the first paint."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.screen import Screen

from ppchat.adapters import gc_tuning as garbage
from ppchat.adapters.config import Settings, resolve_target
from ppchat.services.launch import Launch, Report, initial_model
from ppchat.services.resume import LAST, PICK
from ppchat.tui.app import PPChat
from ppchat.tui.screens.conversation.screen import ConversationScreen

if TYPE_CHECKING:
    from ppchat.adapters.processes.proxy import ProxyProcess
    from ppchat.core.recording.recording import Recording
    from ppchat.services.chat import ChatSession

STARTER: Final = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."
"""The draft in the prompt box of a new demo."""


def run(settings: Settings, *, prompt: str | None = None, resume: str | None = None) -> int:
    """Run the app on a conversation; returns the exit code. For the arguments see `make_app`."""
    garbage.pause_collection()
    app = make_app(settings, prompt=prompt, resume=resume)
    app.run()
    return app.return_code or 0


def make_app(settings: Settings, *, prompt: str | None = None, resume: str | None = None) -> PPChat:
    """The app on a conversation.

    `resume` is the id of a conversation or the beginning of one, `LAST` or `PICK`.
    Raises UsageError if there is no such conversation or the configuration is invalid.
    """
    target = resolve_target(settings, os.environ)
    model = initial_model(settings, target)
    if resume not in (None, LAST, PICK):
        from ppchat.services.resume_chat import find_conversation_id

        resume = find_conversation_id(settings, str(resume))

    def open_chat(report: Report) -> ChatSession:
        from ppchat.services.resume_chat import load_chat

        return load_chat(settings, target, model, resume, report)

    is_new_demo = target.is_demo and not prompt and resume is None
    draft = STARTER if is_new_demo else ""
    launch = Launch(model, target.host, open_chat, draft, prompt or "", pick=resume == PICK)
    return PPChat(
        ConversationScreen(launch),
        folder=settings.paths.data_dir,
        theme=settings.theme,
        keymap=settings.keymap,
        plain=settings.accessible,
    )


def run_inspector(
    settings: Settings,
    turns: Sequence[tuple[str, Recording]],
    *,
    play: float = 0,
    pipe: tuple[int, bytes, int] | None = None,
) -> int:
    """Run the inspector on prompts with their recordings; returns the exit code.

    `play` is a playing speed, 0 for none. `pipe` is an arriving stream: its file descriptor, the
    bytes read so far, and when its request started (monotonic clock, nanoseconds).
    """
    from ppchat.adapters.processes.pipe import read_pipe
    from ppchat.core.formats.recorded_stream import UNKNOWN_REQUEST
    from ppchat.core.recording.recording import Recording
    from ppchat.tui.screens.inspect.screen import InspectScreen

    if pipe is None:
        return _run(settings, InspectScreen([recording for _, recording in turns], play_speed=play))
    source = read_pipe(*pipe)
    return _run(settings, InspectScreen([Recording(UNKNOWN_REQUEST)], source=source))


def run_comparison(
    settings: Settings, recordings: Sequence[Recording], names: Sequence[str]
) -> int:
    """Run the comparison of recordings; returns the exit code."""
    from ppchat.tui.screens.compare.screen import CompareScreen

    return _run(settings, CompareScreen(recordings, names))


def run_proxy(settings: Settings, proxy: ProxyProcess, target: str) -> int:
    """Run the app on a proxy to `target`, which starts with it; returns the exit code."""
    from ppchat.tui.proxy_app import proxy_app

    garbage.pause_collection()
    app = proxy_app(settings, proxy, target)
    app.run()
    return app.return_code or 0


def _run(settings: Settings, screen: Screen[None]) -> int:
    app = PPChat(
        screen,
        folder=settings.paths.data_dir,
        theme=settings.theme,
        keymap=settings.keymap,
        plain=settings.accessible,
    )
    app.run()
    return app.return_code or 0
