"""What the app starts with, known before anything heavy is imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from ppchat.adapters.config import Settings, Target

if TYPE_CHECKING:
    from ppchat.core.stream.signals import Problem
    from ppchat.services.chat import ChatSession

DEMO_MODEL: Final = "ppchat-demo"
"""The model in the demo, if the user names none."""
Report = Callable[["Problem | None"], None]
"""Called with each problem of the store, and with None once it is solved."""


class Launch(NamedTuple):
    """The values of the first screen, and how to load the rest."""

    model: str
    host: str
    open_chat: Callable[[Report], ChatSession]
    """Opens the store and loads the conversation; called in a thread."""
    draft: str = ""
    """The initial text of the prompt box."""
    prompt: str = ""
    """A prompt to send at once."""
    pick: bool = False
    """Whether the user first picks a conversation."""


def initial_model(settings: Settings, target: Target) -> str:
    """The model to start with."""
    is_chosen = "model" in settings.origins or not target.is_demo
    return settings.model if is_chosen else DEMO_MODEL
