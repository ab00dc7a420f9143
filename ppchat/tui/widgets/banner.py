"""The banner for a problem that persists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from ppchat.core.security.sanitize import sanitize

if TYPE_CHECKING:
    from ppchat.core.stream.signals import Problem


class Banner(Static):
    """A problem and the advice on it."""

    DEFAULT_CSS = """
    Banner { height: auto; padding: 0 1; background: $warning-muted; color: $text-warning; }
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(sanitize(f"{problem.message}\n{problem.advice}"), markup=False)
