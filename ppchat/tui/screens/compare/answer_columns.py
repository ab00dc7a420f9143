"""The texts of several answers side by side, which scroll together."""

from __future__ import annotations

from bisect import bisect, bisect_left
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from ppchat.core.recording.recording import Recording
from ppchat.core.text.rope import Rope
from ppchat.core.text.word_diff import Ranges, word_diff
from ppchat.core.view.answer_text import answer_text
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone
from ppchat.tui.screens.compare.growth_chart import CURVE_SIGNS, curve_styles
from ppchat.tui.style.event_styles import EventStyles, event_styles
from ppchat.tui.style.strip import fit_width, line_strip
from ppchat.tui.style.text_styles import Palette
from ppchat.tui.transcript.cells.cell_view import CellView
from ppchat.tui.transcript.render.leaf_rows import TextLayout
from ppchat.tui.transcript.render.paint import MARGIN, Highlight, PaintStyle, paint_row
from ppchat.tui.transcript.render.wrap import break_line

_SEPARATOR: Final = " │ "
_NO_ANSWER: Final = "No answer"

Line = list[Segment]


class AnswerColumns(Widget):
    """One column per answer: its name, what else the model did, its text, and how it ended.

    Of two answers, the words that the other has not are underlined; of more, those that the first
    has not.
    """

    DEFAULT_CSS = """
    AnswerColumns { height: auto; padding: 0 1; background: $background; }
    """

    def __init__(self, recordings: Sequence[Recording], names: Sequence[str]) -> None:
        """`names` head the columns; safe to show."""
        super().__init__()
        self._names = names
        self._answers = [answer_text(recording) for recording in recordings]
        self._differences = _differences([answer.text for answer in self._answers])
        self._lines: list[Strip] = []
        self._drawn_width = 0

    def notify_style_update(self) -> None:
        """Redraw in the colours of another theme."""
        super().notify_style_update()
        self._drawn_width = 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """The height of the longest answer."""
        self._draw(width)
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """One line of all answers, which are drawn once per width."""
        width = self.size.width
        self._draw(width)
        return self._lines[y] if y < len(self._lines) else Strip.blank(width)

    def _draw(self, width: int) -> None:
        if width == self._drawn_width or not self._answers:
            return
        self._drawn_width = width
        styles = event_styles(self)
        count = len(self._answers)
        column = max(1, (width - len(_SEPARATOR) * (count - 1)) // count)
        columns = [self._column(number, column, styles) for number in range(count)]
        separator = Segment(_SEPARATOR, styles.faint)
        self._lines = []
        for y in range(max(map(len, columns))):
            line: Line = []
            for number, lines in enumerate(columns):
                cells = lines[y] if y < len(lines) else []
                blank = column - sum(cell_len(segment.text) for segment in cells)
                line += [separator] if number else []
                line += [*cells, Segment(" " * blank)]
            self._lines.append(line_strip(line, width, styles.base))

    def _palette(self) -> Palette:
        plain = self.app.has_class("-plain")
        return Palette(self.app.theme_variables, self.background_colors[1], plain)

    def _column(self, number: int, width: int, styles: EventStyles) -> list[Line]:
        answer = self._answers[number]
        curves = curve_styles(styles)
        sign = CURVE_SIGNS[number % len(CURVE_SIGNS)]
        name = fit_width(self._names[number], max(1, width - 2)).rstrip()
        heading = [Segment(f"{sign} ", curves[number % len(curves)]), Segment(name, styles.strong)]
        lines: list[Line] = [heading if width > 2 else [], []]
        for step in answer.steps:
            lines += _wrapped(step, width, styles.muted)
        lines += [[]] if answer.steps and answer.text else []
        if answer.text:
            lines += _rendered(answer.text, width, self._palette(), self._differences[number])
        if answer.notice:
            style = styles.error if answer.tone is Tone.BAD else styles.slow
            lines += [*([[]] if answer.text else []), *_wrapped(answer.notice, width, style)]
        elif not answer.text:
            lines += _wrapped(_NO_ANSWER, width, styles.muted)
        return lines


def _differences(texts: Sequence[str]) -> list[Ranges]:
    """The ranges to mark in each text."""
    first, *others = texts or [""]
    diffs = [word_diff(first, other) for other in others]
    return [diffs[0].first if len(diffs) == 1 else (), *(diff.second for diff in diffs)]


def _wrapped(text: str, width: int, style: Style) -> list[Line]:
    """A text in lines of `width` cells."""
    lines: list[Line] = []
    for source in text.split("\n") if text else []:
        spans = break_line(source, width)
        lines += [[Segment(source[start:stop], style)] for start, stop in spans]
    return lines


def _rendered(text: str, width: int, palette: Palette, marked: Ranges) -> list[Line]:
    """Markdown in lines of `width` cells, with the characters of the source in `marked` underlined.

    The ranges are in order.
    """
    layout = TextLayout(width, wraps=True, plain=palette.plain)
    view = CellView(Cell("", CellKind.ANSWER, Rope(text)), layout)
    view.set_folded(False)
    view.measure_down(0, 1 << 60)
    paint_style = PaintStyle(palette, width, MARGIN + width)
    starts, stops = [start for start, _ in marked], [stop for _, stop in marked]
    lines: list[Line] = []
    for row in (row for leaf_view in view.leaf_views for row in leaf_view.rows):
        places = [span for span in row.spans if span.start >= 0]
        first = min((span.start for span in places), default=0)
        end = max((span.stop for span in places), default=0)
        ranges = marked[bisect(stops, first) : bisect_left(starts, end)]
        highlights = [Highlight(*each, "differs") for each in ranges]
        strip = paint_row(row, paint_style, highlights)
        lines.append([*strip.crop(MARGIN, MARGIN + width)])
    return lines
