"""What the app opens with, known before anything heavy is imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from ppchat.adapters.config import Settings, Target

if TYPE_CHECKING:
    from ppchat.core.stream.signals import Problem
    from ppchat.services.chat import Chat

DEMO_MODEL: Final = "ppchat-demo"
"""Who answers in the demo, where the person named no model."""
Tell = Callable[["Problem | None"], None]


class Opening(NamedTuple):
    """The first screen's values, and how to get the rest."""

    model: str
    host: str
    chat: Callable[[Tell], Chat]
    """Opens the store and loads the conversation; called in a thread, with what tells problems."""
    draft: str = ""
    """What stands in the prompt."""
    prompt: str = ""
    """What is sent at once."""
    pick: bool = False
    """Whether the person first picks a conversation."""


def model_of(settings: Settings, target: Target) -> str:
    """The model that is asked first."""
    named = "model" in settings.origins or not target.is_demo
    return settings.model if named else DEMO_MODEL
