"""The text after any event, with the addition of that event highlighted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from textual import work
from textual.reactive import reactive

from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.inspect.rounds.rounds import Rounds
from ppchat.core.metrics.lateness import LatenessSpan, lateness
from ppchat.core.recording.recording import Recording
from ppchat.core.text.rope import Rope
from ppchat.core.view.calls.round_cells import earlier_cells, round_key
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.cells import answer_cells
from ppchat.tui.transcript import Transcript

TEXT_LIMIT: Final = 4_000
"""Characters beyond which only the end of a text is shown, as each seek renders it again."""
_KEY: Final = "inspected"
_MARKDOWN: Final = (CellKind.ANSWER, CellKind.REASONING)


class TextAtEvent(Transcript):
    """A transcript of one answer at a position, under the rounds before it."""

    recording: reactive[Recording | None] = reactive(None, repaint=False)
    """The recording whose text is shown; it may grow."""
    rounds: reactive[Rounds | None] = reactive(None, repaint=False)
    """The exchange of the recording; None for the recording alone."""
    position: reactive[int] = reactive(0, repaint=False)
    """Events up to the cursor."""
    tinted: reactive[bool] = reactive(False, repaint=False)
    """Whether a tint shows how late each chunk was."""

    def on_mount(self) -> None:
        """Show the text."""
        self.draw()

    def __init__(self) -> None:
        super().__init__()
        self._spans: dict[str, Sequence[LatenessSpan]] = {}
        self._shifts: dict[str, int] = {}

    def watch_recording(self) -> None:
        """Show another answer, without a tint."""
        self.tinted = False
        self.draw()

    def watch_position(self) -> None:
        """Show the text at that position."""
        self.draw()

    def watch_tinted(self) -> None:
        """Apply or remove the tint."""
        recording = self.recording
        for key in self._spans:
            self.set_tint(key, ())
        self._spans = {}
        usual_ns = recording.gaps.percentile(50) if recording is not None else None
        if self.tinted and recording is not None and recording.timed and usual_ns:
            self._measure(recording, usual_ns)

    def draw(self) -> None:
        """Show the text; call it once per frame while events arrive."""
        recording = self.recording
        if recording is None or not self.is_mounted:
            return
        truncated = [_truncate_cell(cell) for cell in self._cells_at(recording)]
        self.update([cell for cell, _ in truncated])
        shifts = {cell.key: shift for cell, shift in truncated}
        previous, self._shifts = self._shifts, shifts
        for key in self._spans:
            if shifts.get(key) != previous.get(key):
                self._apply_tint(key)

    def _cells_at(self, recording: Recording) -> Iterator[Cell]:
        rounds = self.rounds.recordings if self.rounds is not None else ()
        if recording in rounds:
            yield from earlier_cells(_KEY, rounds[: rounds.index(recording) + 1])
        yield from cells_at(self._round_key(recording), recording, self.position)

    def _round_key(self, recording: Recording) -> str:
        rounds = self.rounds.recordings if self.rounds is not None else ()
        return round_key(_KEY, rounds.index(recording) if recording in rounds else 0)

    @work(thread=True, exclusive=True, group="latency")
    def _measure(self, recording: Recording, usual_ns: int) -> None:
        spans_by_text = lateness(recording, len(recording), usual_ns)
        self.app.call_from_thread(self._show_lateness, recording, spans_by_text)

    def _show_lateness(
        self, recording: Recording, spans_by_text: Mapping[PartKey, Sequence[LatenessSpan]]
    ) -> None:
        if recording is not self.recording or not self.tinted:
            return
        for (index, kind, number), spans in spans_by_text.items():
            key = f"{self._round_key(recording)}/{index}/{kind}{number}"
            self._spans[key] = spans
            self._apply_tint(key)

    def _apply_tint(self, key: str) -> None:
        """Apply the tint of a cell to the part of it that is shown."""
        shift = self._shifts.get(key, 0)
        spans = [
            (max(0, start + shift), stop + shift, level) for start, stop, level in self._spans[key]
        ]
        self.set_tint(key, [span for span in spans if span[1] > 0])


def cells_at(key: str, recording: Recording, position: int) -> tuple[Cell, ...]:
    """The cells after `position` events, their keys after `key`; notices only at the end."""
    cells = answer_cells(key, recording, position)
    if position < len(recording):
        cells = tuple(cell for cell in cells if cell.kind is not CellKind.NOTICE)
    return cells


def _truncate_cell(cell: Cell) -> tuple[Cell, int]:
    """The cell with a long text cut to its end, and the shift of its offsets."""
    length = len(cell.text)
    if length <= TEXT_LIMIT:
        return cell, 0
    # The cut moves in large steps, so that most moves of the cursor only append to the text.
    start = (length - TEXT_LIMIT // 2) // (TEXT_LIMIT // 4) * (TEXT_LIMIT // 4)
    blank = cell.text.slice(start, start + TEXT_LIMIT // 8).find("\n\n")
    start += blank + 2 if blank >= 0 else 0
    head = f"*… {start:,} earlier characters*\n\n" if cell.kind in _MARKDOWN else ""
    shift = len(head) - start
    added = cell.added
    if added is not None:
        added = (added[0] + shift, added[1] + shift) if added[0] >= start else None
    marks = tuple((offset + shift, number) for offset, number in cell.marks if offset > start)
    text = Rope(head + cell.text.slice(start))
    return replace(cell, text=text, added=added, marks=marks), shift
