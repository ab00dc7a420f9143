"""The texts of several answers side by side, which scroll together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from ppchat.core.recording.recording import Recording
from ppchat.core.text.word_diff import Ranges, word_diff
from ppchat.core.view.answer_text import answer_text
from ppchat.core.view.tone import Tone
from ppchat.tui.screens.compare.growth_chart import CURVE_SIGNS, curve_styles
from ppchat.tui.style.event_styles import EventStyles, event_styles
from ppchat.tui.style.strip import fit_width, line_strip
from ppchat.tui.transcript.render.wrap import break_line

_SEPARATOR: Final = " │ "
_DIFFERENT: Final = Style(underline=True)
"""Added to the words that the other answer has not."""
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
        lines += _wrapped(answer.text, width, styles.text, self._differences[number])
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


def _wrapped(text: str, width: int, style: Style, marked: Ranges = ()) -> list[Line]:
    """A text in lines of `width` cells, with the characters in `marked` underlined."""
    lines: list[Line] = []
    offset = 0
    for source in text.split("\n") if text else []:
        for start, stop in break_line(source, width):
            lines.append(_segments(text, offset + start, offset + stop, style, marked))
        offset += len(source) + 1
    return lines


def _segments(text: str, start: int, stop: int, style: Style, marked: Ranges) -> Line:
    segments: Line = []
    for begin, end in marked:
        if begin < stop and end > start:
            begin, end = max(begin, start), min(end, stop)
            segments.append(Segment(text[start:begin], style))
            segments.append(Segment(text[begin:end], style + _DIFFERENT))
            start = end
    return [*segments, Segment(text[start:stop], style)]
