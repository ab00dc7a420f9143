"""Draws the rows of the event list: the events of each round, under the head of the round."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip

from ppchat.core.inspect.rounds.rounds import Rounds
from ppchat.core.inspect.rounds.rows import RoundRow
from ppchat.core.metrics.exchange import RoundSpan
from ppchat.core.metrics.metrics import metrics
from ppchat.core.response.outcome import Outcome
from ppchat.core.text.display import format_duration, format_milliseconds
from ppchat.core.view.figures import pause_figures
from ppchat.core.view.outcomes import OUTCOME_MARKS
from ppchat.tui.events.event_row import EventColumns, RowStyle, fit_columns
from ppchat.tui.events.row_cache import RowCache
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.strip import fit_width, line_strip


class RowPainter:
    """The drawn rows of an exchange, and what drawing needs to know about each round."""

    def __init__(self) -> None:
        self.plain = False
        """Whether a row is a sentence, for a screen reader."""
        self._rounds: Rounds | None = None
        self._caches: list[RowCache] = []
        self._spans: list[RoundSpan] = []
        self._sized_for = 0
        """Events for whose numbers the columns have room."""

    def clear(self) -> None:
        """Redraw all rows, for another theme, width or recording."""
        for cache in self._caches:
            cache.clear()

    def measure(self, rounds: Rounds) -> bool:
        """Take in new events; return whether rows that are drawn already look different now."""
        if rounds is not self._rounds:
            self._rounds = rounds
            self._caches = [RowCache(self.plain) for _ in rounds.recordings]
        # A single round begins where its axis does, and there is nothing to compute in each frame.
        self._spans = rounds.spans() if rounds.are_several else [RoundSpan(0, 0, None)]
        changed = [
            cache.measure(recording, span.start_ns)
            for cache, recording, span in zip(
                self._caches, rounds.recordings, self._spans, strict=True
            )
        ]
        return any(changed)

    def columns(self, rounds: Rounds, width: int) -> EventColumns:
        """The columns that fit; they depend on the length of the numbers.

        What is drawn may be newer than what is written: only here and there does a line reach the
        terminal. So the columns change with the decision to refresh them all, and not before.
        """
        return fit_columns(width, self._sized_for, rounds.timed)

    def resize_columns(self, rounds: Rounds, width: int) -> bool:
        """Make room for the numbers of all events; whether that changes the columns."""
        before = self.columns(rounds, width)
        self._sized_for = len(rounds)
        return self.columns(rounds, width) != before

    def strip(
        self,
        rounds: Rounds,
        place: RoundRow,
        columns: EventColumns,
        width: int,
        row_style: RowStyle,
        styles: EventStyles,
    ) -> Strip:
        """A row of the exchange whose events were measured last."""
        index, row = place
        if row is not None:
            recording = rounds.recordings[index]
            return self._caches[index].strip(recording, row, columns, width, row_style, styles)
        text = round_head(rounds, index, self._spans[index])
        style = styles.faint if row_style.after_cursor else styles.strong
        segments = [Segment(fit_width(f" {text}", min(len(text) + 2, width - 1)), style)]
        if not self.plain:
            segments = [Segment(" ──", styles.faint), *segments, Segment("─" * width, styles.faint)]
        return line_strip(segments, width, styles.base)


def round_head(rounds: Rounds, index: int, span: RoundSpan) -> str:
    """The words above the events of a round: its place, the time before it, its own figures."""
    summary = rounds.recordings[index].summary
    ttft = format_milliseconds(metrics(summary).ttft_ms)
    outcome = summary.outcome
    parts = [
        f"round {index + 1} of {len(rounds.recordings)}",
        *pause_figures(span.tools_ns, span.waited_ns, format_duration),
        OUTCOME_MARKS[outcome].word if outcome and outcome is not Outcome.COMPLETED else "",
        format_duration(span.length_ns) if summary.timed and len(summary) else "",
        f"TTFT {ttft}" if ttft else "",
    ]
    return " · ".join(part for part in parts if part)
