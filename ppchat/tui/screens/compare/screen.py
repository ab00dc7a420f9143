"""Two or more responses side by side on one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from ppchat.core.metrics.compare import Compared, axis_end, comparison
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import safe_line
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.screens.compare.growth_chart import LINE_SIGNS, GrowthChart
from ppchat.tui.terminal.compositor import LeanCompositor
from ppchat.tui.widgets.key_bar import KeyBar

_LANES = 10
"""Lines of a timeline at most, so that two fit a screen."""
_COLUMN = 22
_FIRST = 16
_SAME = 0.05
"""The part by which two figures may differ before the difference is coloured."""
_HUES = ("$text-primary", "$text-accent", "$text-secondary", "$text-success", "$text-warning")
"""As in the chart of growth."""


class CompareScreen(Screen[None]):
    """Lanes, growth, and a table of figures with their differences from the first."""

    BINDING_GROUP_TITLE = "Compare"

    DEFAULT_CSS = """
    CompareScreen {
        background: $background;
        & #compare-title { height: 1; padding: 0 1; background: $panel; }
        & VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        & .compare-name { height: 1; padding: 0 1; margin: 1 0 0 0; }
        & Timeline { padding: 0 1; background: $background; }
        & .compare-caption { color: $text-muted; }
        & GrowthChart { margin: 0 0 1 0; background: $background; }
        & #compare-table { height: auto; padding: 1 2; background: $surface; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "swap", "swap", id="compare.swap"),
        Binding("z,f11,escape,q", "leave", "back", key_display="esc", id="compare.leave"),
    ]

    def __init__(self, recordings: Sequence[Recording], names: Sequence[str] = ()) -> None:
        """`names` stand for the recordings; else their models and hosts do."""
        super().__init__()
        self._compositor = LeanCompositor()
        self._recordings = list(recordings)
        self._names = list(names) or [response_name(recording) for recording in recordings]

    def compose(self) -> ComposeResult:
        """Everything on one scrolling page."""
        yield Static(Content.styled("compare", "bold $text-primary"), id="compare-title")
        with VerticalScroll(can_focus=True):
            yield Vertical(id="compare-page")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Lay out the page."""
        await self._fill()

    async def _fill(self) -> None:
        page = self.query_one("#compare-page", Vertical)
        page.styles.height = "auto"
        await page.remove_children()
        end = axis_end(self._recordings)
        for number, recording in enumerate(self._recordings):
            sign = LINE_SIGNS[number % len(LINE_SIGNS)]
            hue = _HUES[number % len(_HUES)]
            name = Content.assemble(
                (f"{sign} ", f"bold {hue}"), (safe_line(self._names[number], 90), "bold")
            )
            await page.mount(Static(name, classes="compare-name"))
            timeline = Timeline(recording)
            timeline.position = len(recording)
            timeline.styles.height = min(_LANES, 4 + max(2, len(recording.turn.items)))
            timeline.axis_end = end
            await page.mount(timeline)
        if any(recording.first_delta is not None for recording in self._recordings):
            caption = "Characters that had come, of all deltas: text, reasoning, code …"
            await page.mount(Static(caption, classes="compare-name compare-caption"))
            await page.mount(GrowthChart(self._recordings))
        table = Static(_table(comparison(self._recordings), self._names), id="compare-table")
        await page.mount(table)

    async def action_swap(self) -> None:
        """Let another one be the first, from which the others differ."""
        self._recordings.append(self._recordings.pop(0))
        self._names.append(self._names.pop(0))
        await self._fill()

    def action_leave(self) -> None:
        """Back to where the person came from."""
        self.dismiss()


def response_name(recording: Recording) -> str:
    """What tells a recording from others: its model, its host, when it was asked."""
    host = recording.request.base_url.partition("://")[2].partition("/")[0]
    model = recording.turn.model or recording.request.model or "?"
    return " · ".join(part for part in (model, host, recording.started_at) if part)


def _table(rows: list[Compared], names: Sequence[str]) -> Content:
    """A row a figure: the values, and for all but the first the difference."""
    head = "".ljust(13)
    for number, name in enumerate(names):
        width = _FIRST if number == 0 else _FIRST + _COLUMN
        sign = LINE_SIGNS[number % len(LINE_SIGNS)]
        label = safe_line(name.partition(" · ")[0], _FIRST - 4)
        head += f"{sign} {label}".rjust(_FIRST).ljust(width)
    pieces: list[tuple[str, str] | str] = [(head.rstrip(), "bold")]
    for row in rows:
        pieces.append((f"\n{row.name:<13}", "$text-muted"))
        pieces.append(_value(row.values[0], row.unit).rjust(_FIRST))
        for at in range(1, len(row.values)):
            pieces.append(_value(row.values[at], row.unit).rjust(_FIRST))
            pieces.append(_difference(row, at))
    return Content.assemble(*pieces)


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "n/a"
    if unit == "ms":
        return f"{value:,.0f} ms" if abs(value) >= 10 else f"{value:.1f} ms"
    return f"{value:,.1f} {unit}" if unit == "tok/s" else f"{value:,.0f}"


def _difference(row: Compared, at: int) -> tuple[str, str]:
    difference, ratio = row.difference(at), row.ratio(at)
    if difference is None:
        return "".rjust(_COLUMN), ""
    if not difference:
        return "=".rjust(_COLUMN), "$text-muted"
    text = f"{'+' if difference > 0 else '−'}{_value(abs(difference), row.unit)}"
    if ratio is not None:
        text += f"  {'×' if ratio < 10 else '× '}{ratio:.2f}"
    if row.less_is_better is None or (ratio is not None and abs(ratio - 1) < _SAME):
        style = "$text-muted"
    else:
        better = (difference < 0) == row.less_is_better
        text = f"{'▼' if difference < 0 else '▲'} {text}"
        style = "$text-success" if better else "$text-warning"
    return text.rjust(_COLUMN), style
