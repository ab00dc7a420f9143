"""Which model answers where the user names none."""

from __future__ import annotations

from typing import Final

from ppchat.adapters.config import Settings
from ppchat.adapters.profiles.target import Target

DEMO_MODEL: Final = "ppchat-demo"


def default_model(settings: Settings, target: Target) -> str:
    """The model to begin with: the one of the settings, but in the demo only if it was chosen."""
    is_chosen = "model" in settings.origins or not target.is_demo
    return settings.model if is_chosen else DEMO_MODEL
