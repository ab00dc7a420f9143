"""Gives screens the lean compositor, if it was tested with the installed version of Textual."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import textual
from textual.screen import Screen

TESTED_VERSIONS: Final = ("8.2.8",)
"""The versions of Textual with which the lean compositor draws the same as Textual's own.

Before a version is added, all tests must pass with it.
"""


def use_lean_compositor(screen: Screen[Any]) -> None:
    """Compose `screen` at a lower cost; an untested version of Textual uses its own compositor."""
    if is_tested_version():
        # Imported only now: an untested version may lack the private names that it uses.
        from ppchat.tui.terminal.compositor import LeanCompositor

        screen._compositor = LeanCompositor()


def is_tested_version() -> bool:
    """Whether the installed version of Textual is one of `TESTED_VERSIONS`."""
    # `textual.__version__` would import importlib.metadata, a twentieth of the time to first paint.
    packages = Path(textual.__file__).parents[1]
    return any((packages / f"textual-{version}.dist-info").is_dir() for version in TESTED_VERSIONS)
