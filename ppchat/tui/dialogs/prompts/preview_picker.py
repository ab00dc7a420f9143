"""A picker that shows more of what is highlighted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static

from ppchat.core.security.sanitize import sanitize
from ppchat.tui.dialogs.choice import Choice
from ppchat.tui.dialogs.picker import ChoiceList, Picker

_ROWS: Final = 6
"""Rows of the preview with its edge."""
_CHARACTERS: Final = 1000


class PreviewPicker(Picker):
    """Choices with the beginning of the text of the highlighted one below."""

    DEFAULT_CSS = """
    PreviewPicker {
        & > #box { width: 112; }
        & #preview {
            height: 6;
            padding: 0 2;
            border-top: solid $panel;
            color: $text-muted;
            overflow: hidden;
        }
    }
    """

    def __init__(
        self, choices: Iterable[Choice], heading: str, hint: str, preview: Callable[[str], str]
    ) -> None:
        """`preview` is the raw text of the choice of an id."""
        super().__init__(choices, heading, hint)
        self._preview = preview

    def contents(self) -> ComposeResult:
        """The list above the text."""
        yield from super().contents()
        yield Static(id="preview", markup=False)

    def limit_height(self) -> None:
        super().limit_height()
        options = self.query_one(ChoiceList)
        shown = self.app.size.height >= 20
        self.query_one("#preview").display = shown
        limit = options.styles.max_height
        if shown and limit is not None:
            options.styles.max_height = max(1, int(limit.value) - _ROWS)

    @on(OptionList.OptionHighlighted)
    def _show_preview(self, event: OptionList.OptionHighlighted) -> None:
        text = self._preview(event.option_id) if event.option_id else ""
        self.query_one("#preview", Static).update(Content(sanitize(text[:_CHARACTERS])))
