"""What a click in a conversation meets, and what several clicks select."""

from __future__ import annotations

from typing import Any, NamedTuple

from textual import events
from textual.geometry import Offset
from textual.screen import Screen
from textual.selection import Selection

from ppchat.tui.transcript.cells.cell_view import CellView
from ppchat.tui.transcript.column import Column
from ppchat.tui.transcript.selection import href_at, selectable_range


class ClickTarget(NamedTuple):
    """What is under the pointer."""

    cell_index: int
    view: CellView
    url: str
    """The address of the link there; empty beside one."""
    is_picture: bool
    toggles: bool
    """Whether a click there folds or unfolds the cell."""
    is_text: bool
    """Whether it is in the text of the cell, and not in its heading."""


def target_at(column: Column, x: int, y: int) -> ClickTarget | None:
    """What is at terminal cell `x` of the text in row `y` of a conversation; None for nothing."""
    if not column.views or y >= column.height:
        return None
    index, _, row = column.row_at(y)
    if row is None:
        return None
    view = column.views[index]
    url = view.resolve_link(href_at(row, x))
    is_text = row not in view.heading
    return ClickTarget(index, view, url, bool(row.cells), view.toggles_at(row), is_text)


def source_offset(screen: Screen[Any], event: events.Click) -> Offset | None:
    """The offset in the source under the pointer, and the index of its cell; None beside text."""
    return screen.get_widget_and_offset_at(event.screen_x, event.screen_y)[1]


def clicked_selection(column: Column, offset: Offset, clicks: int) -> Selection | None:
    """The word at an offset or, from the third click on, its whole block."""
    start, stop = selectable_range(column.views[offset.y], offset.x, clicks)
    if stop <= start:
        return None
    return Selection(Offset(start, offset.y), Offset(stop, offset.y))
