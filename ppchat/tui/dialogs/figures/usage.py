"""What a conversation used and cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ppchat.core.metrics.usage_lines import UsageLines
from ppchat.tui.dialogs.dialog import Dialog


class UsageScreen(Dialog[None]):
    """The tokens, the cost and the waits of all answers, by model."""

    heading = "What this conversation used"

    BINDING_GROUP_TITLE = "Usage"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss", "close", id="usage.close"),
    ]

    def __init__(self, models: Sequence[UsageLines], notes: Sequence[str]) -> None:
        """`notes` are lines below the models."""
        super().__init__()
        self._models = models
        self._notes = notes

    def contents(self) -> ComposeResult:
        """A block of lines per model."""
        with VerticalScroll(can_focus=True) as lines:
            lines.styles.height = "auto"
            yield Static(self._page(), markup=False)

    def _page(self) -> Content:
        parts: list[tuple[str, str] | str] = []
        for heading, rows in self._models:
            parts.append((f"{heading}\n", "bold"))
            for name, value in rows:
                parts += [(f"  {name:<8} ", "$text-muted"), f"{value}\n"]
            parts.append("\n")
        parts += [(f"{note}\n", "$text-muted") for note in self._notes]
        return Content.assemble(*parts).rstrip()
