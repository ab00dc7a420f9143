"""What stays in sight for as long as it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from ppchat.core.safe import safe

if TYPE_CHECKING:
    from ppchat.core.source import Problem


class Banner(Static):
    """A problem and what to do about it; nothing at all while there is none."""

    DEFAULT_CSS = """
    Banner {
        display: none;
        height: auto;
        padding: 0 1;
        background: $warning-muted;
        color: $text-warning;
        &.-shown { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def tell(self, problem: Problem | None) -> None:
        """Show a problem, or that there is none any more."""
        self.update(safe(f"{problem.message}\n{problem.advice}") if problem else "")
        self.set_class(problem is not None, "-shown")
