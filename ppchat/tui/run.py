"""Settings → the app, open on a conversation. Heavy modules are imported after its first paint."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.screen import Screen

from ppchat.adapters import gc_tuning as garbage
from ppchat.adapters.config import Settings
from ppchat.adapters.config import target as target_of
from ppchat.services.launch import Opening, Tell, model_of
from ppchat.services.resume import LAST, PICK
from ppchat.tui.app import PPChat
from ppchat.tui.screens.conversation.screen import ConversationScreen

if TYPE_CHECKING:
    from ppchat.adapters.processes.proxy import ProxyProcess
    from ppchat.core.recording.recording import Recording
    from ppchat.services.chat import Chat

STARTER: Final = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."
"""What stands in the prompt of a new demo."""


def run(settings: Settings, *, prompt: str | None = None, resume: str | None = None) -> int:
    """Open the app; gives the exit code. For the rest see `make_app`."""
    garbage.hold()
    app = make_app(settings, prompt=prompt, resume=resume)
    app.run()
    return app.return_code or 0


def make_app(settings: Settings, *, prompt: str | None = None, resume: str | None = None) -> PPChat:
    """The app, to be opened on a conversation.

    `resume` is an id of a conversation or the beginning of one, `LAST` or `PICK`.
    Raises UsageError when there is no such conversation, or what is configured can't be used.
    """
    target = target_of(settings, os.environ)
    model = model_of(settings, target)
    if resume not in (None, LAST, PICK):
        from ppchat.services.resume_chat import found

        resume = found(settings, str(resume))

    def chat(tell: Tell) -> Chat:
        from ppchat.services.resume_chat import opened

        return opened(settings, target, model, resume, tell)

    fresh = target.is_demo and not prompt and resume is None
    opening = Opening(
        model, target.host, chat, STARTER if fresh else "", prompt or "", pick=resume == PICK
    )
    return PPChat(
        ConversationScreen(opening),
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
    """Open the inspector on prompts and their recordings; gives the exit code.

    `play` begins to play at that speed. `pipe` is the descriptor of a stream that is arriving,
    what was read of it, and when that was asked for (monotonic clock, nanoseconds).
    """
    from ppchat.adapters.processes.pipe import piped
    from ppchat.core.formats.recorded_stream import UNKNOWN
    from ppchat.core.recording.recording import Recording
    from ppchat.tui.screens.inspect.screen import InspectScreen

    if pipe is None:
        return _run(settings, InspectScreen([recording for _, recording in turns], play=play))
    source = piped(*pipe)
    return _run(settings, InspectScreen([Recording(UNKNOWN)], source=source))


def run_comparison(
    settings: Settings, recordings: Sequence[Recording], names: Sequence[str]
) -> int:
    """Open the app on recordings side by side; gives the exit code."""
    from ppchat.tui.screens.compare.screen import CompareScreen

    return _run(settings, CompareScreen(recordings, names))


def run_proxy(settings: Settings, proxy: ProxyProcess, target: str) -> int:
    """Open the app on a proxy to `target`, which starts with it; gives the exit code."""
    from ppchat.tui.screens.proxy.app import proxy_app

    garbage.hold()
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
