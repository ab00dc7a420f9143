"""Two or more answers compared: their figures on one time axis, and their texts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ppchat.core.metrics.compare import (
    ComparedMetric,
    axis_end,
    comparison,
    response_names,
    short_names,
)
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.events.playhead import Playhead
from ppchat.tui.events.timeline import Timeline
from ppchat.tui.screens.compare.answer_columns import AnswerColumns
from ppchat.tui.screens.compare.growth_chart import CURVE_SIGNS, GrowthChart
from ppchat.tui.self_closing import SelfClosing
from ppchat.tui.terminal.screen import use_lean_compositor
from ppchat.tui.widgets.key_bar import KeyBar

_MAX_LANE_LINES = 10
"""Maximum height of a timeline, so that two fit on a screen."""
_DIFFERENCE_WIDTH = 22
_VALUE_WIDTH = 16
_EQUAL_WITHIN = 0.05
"""The relative difference up to which two values are not coloured."""
_COLORS = ("$text-primary", "$text-accent", "$text-secondary", "$text-success", "$text-warning")
"""As in the growth chart."""


_TALL: Final = 60
"""Lines of a screen that shows everything at first."""


class View(Enum):
    """What is shown; the value is its name."""

    FIGURES = "figures"
    ANSWERS = "answers"
    BOTH = "both"

    @property
    def next(self) -> View:
        """The view after this one, in a circle."""
        views = list(View)
        return views[(views.index(self) + 1) % len(views)]


class CompareScreen(SelfClosing[None]):
    """Timelines, a growth chart, a table of metrics compared with the first answer, and the texts.

    All of them stand on one page, which scrolls; a key chooses which.
    """

    BINDING_GROUP_TITLE = "Compare"

    DEFAULT_CSS = """
    CompareScreen {
        background: $background;
        & #compare-title { height: 1; padding: 0 1; background: $panel; }
        & VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        & #compare-page, & .compare-figures { height: auto; }
        & .compare-name { height: 1; padding: 0 1; margin: 1 0 0 0; }
        & Timeline { padding: 0 1; background: $background; }
        & .compare-caption { color: $text-muted; }
        & GrowthChart { margin: 0 0 1 0; background: $background; }
        & .-answers .compare-figures, & .-figures AnswerColumns { display: none; }
        & AnswerColumns { margin: 1 0 0 0; }
        & #compare-table { height: auto; padding: 1 2; background: $surface; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "view", "figures, answers", id="compare.view"),
        Binding("s", "swap", "swap", id="compare.swap"),
        Binding("z,f11,escape,q", "leave", "back", key_display="esc", id="compare.leave"),
    ]

    def __init__(self, recordings: Sequence[Recording], names: Sequence[str] = ()) -> None:
        """`names` label the recordings; by default, `response_names` does."""
        super().__init__()
        use_lean_compositor(self)
        self._recordings = list(recordings)
        self._names = list(names) or response_names(recordings)
        self._view = View.FIGURES

    def compose(self) -> ComposeResult:
        """Everything on one scrolling page."""
        yield Static(id="compare-title")
        with VerticalScroll(can_focus=True):
            yield Vertical(id="compare-page")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Lay out the page."""
        self._show(View.BOTH if self.size.height >= _TALL else View.FIGURES)
        await self._fill()

    async def _fill(self) -> None:
        page = self.query_one("#compare-page", Vertical)
        await page.remove_children()
        figures = Vertical(classes="compare-figures")
        names = [sanitize_line(name, 90) for name in self._names]
        await page.mount(figures, AnswerColumns(self._recordings, names))
        await self._fill_figures(figures)

    async def _fill_figures(self, page: Vertical) -> None:
        end = axis_end(self._recordings)
        has_protocols = len({recording.dialect.name for recording in self._recordings}) > 1
        for number, recording in enumerate(self._recordings):
            sign = CURVE_SIGNS[number % len(CURVE_SIGNS)]
            color = _COLORS[number % len(_COLORS)]
            label = sanitize_line(self._names[number], 90)
            protocol = recording.dialect.label if has_protocols else ""
            caption = Content.assemble(
                (f"{sign} ", f"bold {color}"),
                (label, "bold"),
                (f"  {protocol}" if protocol not in label else "", "$text-muted"),
            )
            await page.mount(Static(caption, classes="compare-name"))
            timeline = Timeline(recording)
            timeline.playhead = Playhead(len(recording))
            timeline.styles.height = "auto"
            timeline.styles.max_height = _MAX_LANE_LINES
            timeline.axis_end = end
            await page.mount(timeline)
        if any(recording.first_delta is not None for recording in self._recordings):
            heading = "Characters received in all deltas: text, reasoning, code …"
            await page.mount(Static(heading, classes="compare-name compare-caption"))
            await page.mount(GrowthChart(self._recordings, self._names))
        table = Static(_table(comparison(self._recordings), self._names), id="compare-table")
        await page.mount(table)

    def _show(self, view: View) -> None:
        self._view = view
        page = self.query_one("#compare-page", Vertical)
        page.set_classes(f"-{view.value}")
        names = (
            (f"   {other.value}", "bold" if other is view else "$text-muted") for other in View
        )
        title = Content.assemble(("compare", "bold $text-primary"), *names)
        self.query_one("#compare-title", Static).update(title)

    def action_view(self) -> None:
        """Show the figures, the answers, or both."""
        self._show(self._view.next)
        self.query_one(VerticalScroll).scroll_home(animate=False)

    async def action_swap(self) -> None:
        """Make the next response the first, which the others are compared with."""
        self._recordings.append(self._recordings.pop(0))
        self._names.append(self._names.pop(0))
        await self._fill()

    def action_leave(self) -> None:
        """Return to the previous screen."""
        self.dismiss()


def _table(rows: list[ComparedMetric], names: Sequence[str]) -> Content:
    """One row per metric: the values and, for all but the first, the difference."""
    head = "".ljust(13)
    for number, name in enumerate(short_names(names, _VALUE_WIDTH - 4)):
        width = _VALUE_WIDTH if number == 0 else _VALUE_WIDTH + _DIFFERENCE_WIDTH
        sign = CURVE_SIGNS[number % len(CURVE_SIGNS)]
        label = sanitize_line(name, _VALUE_WIDTH - 4)
        head += f"{sign} {label}".rjust(_VALUE_WIDTH).ljust(width)
    cells: list[tuple[str, str] | str] = [(head.rstrip(), "bold")]
    for row in rows:
        cells.append((f"\n{row.name:<13}", "$text-muted"))
        cells.append(row.format(row.values[0]).rjust(_VALUE_WIDTH))
        for index in range(1, len(row.values)):
            cells.append(row.format(row.values[index]).rjust(_VALUE_WIDTH))
            cells.append(_difference(row, index))
    return Content.assemble(*cells)


def _difference(row: ComparedMetric, index: int) -> tuple[str, str]:
    difference, ratio = row.difference(index), row.ratio(index)
    if difference is None:
        return "".rjust(_DIFFERENCE_WIDTH), ""
    if not difference:
        return "=".rjust(_DIFFERENCE_WIDTH), "$text-muted"
    text = f"{'+' if difference > 0 else '−'}{row.format(abs(difference))}"
    if ratio is not None:
        text += f"  {'×' if ratio < 10 else '× '}{ratio:.2f}"
    if row.lower_is_better is None or (ratio is not None and abs(ratio - 1) < _EQUAL_WITHIN):
        style = "$text-muted"
    else:
        better = (difference < 0) == row.lower_is_better
        text = f"{'▼' if difference < 0 else '▲'} {text}"
        style = "$text-success" if better else "$text-warning"
    return text.rjust(_DIFFERENCE_WIDTH), style
