"""Settings → the app, open on a conversation. Heavy modules are imported after its first paint."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from ppchat.core.resume import LAST, PICK
from ppchat.edge.config import Settings
from ppchat.edge.config import target as target_of
from ppchat.tui import garbage
from ppchat.tui.app import PPChat
from ppchat.tui.opening import Opening, Tell
from ppchat.tui.screens.conversation import ConversationScreen

if TYPE_CHECKING:
    from ppchat.tui.chat import Chat

STARTER: Final = "Recite 'Peter Piper picked a peck of pickled peppers' five times in a row."
"""What stands in the prompt of a new demo."""
DEMO_MODEL: Final = "ppchat-demo"
"""Who answers in the demo, where the person named no model."""


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
    named = "model" in settings.origins or not target.is_demo
    model = settings.model if named else DEMO_MODEL
    if resume not in (None, LAST, PICK):
        from ppchat.tui.chat import found

        resume = found(settings, str(resume))

    def chat(tell: Tell) -> Chat:
        from ppchat.tui.chat import opened

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
    )
