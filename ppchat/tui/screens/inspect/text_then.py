"""The text as it was after any event, with what that event added marked in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from textual import work
from textual.reactive import reactive

from ppchat.core.metrics.lateness import Place, Span, latency
from ppchat.core.recording.recording import Recording
from ppchat.core.text.rope import Text
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.cells import answer_cells
from ppchat.tui.transcript import Transcript

TEXT_SHOWN: Final = 4_000
"""Characters of a text beyond which only its end is shown: a seek has to read it anew."""
_CELL: Final = "inspected"
_MARKDOWN: Final = (CellKind.ANSWER, CellKind.REASONING)


class TextThen(Transcript):
    """A transcript of one answer at a position."""

    recording: reactive[Recording | None] = reactive(None, repaint=False)
    """Whose text is shown; it may grow."""
    position: reactive[int] = reactive(0, repaint=False)
    """Events folded into the text."""
    tinted: reactive[bool] = reactive(False, repaint=False)
    """Whether the text shows how long each chunk took to come."""

    def on_mount(self) -> None:
        """Show what there is."""
        self.draw()

    def __init__(self) -> None:
        super().__init__()
        self._spans: dict[str, Sequence[Span]] = {}
        self._shifts: dict[str, int] = {}

    def watch_recording(self) -> None:
        """Show another answer, without a tint."""
        self.tinted = False
        self.draw()

    def watch_position(self) -> None:
        """Show the text as it was there."""
        self.draw()

    def watch_tinted(self) -> None:
        """Lay the tint under the text, or take it off."""
        recording = self.recording
        for key in self._spans:
            self.set_tint(key, ())
        self._spans = {}
        usual_ns = recording.gaps.percentile(50) if recording is not None else None
        if self.tinted and recording is not None and recording.timed and usual_ns:
            self._measure(recording, usual_ns)

    def draw(self) -> None:
        """Show what there is; to be called once a frame while events come at the end."""
        recording = self.recording
        if recording is None or not self.is_mounted:
            return
        ends = [_end_of(cell) for cell in cells_then(recording, self.position)]
        self.update([cell for cell, _ in ends])
        shifts = {cell.key: shift for cell, shift in ends}
        before, self._shifts = self._shifts, shifts
        for key in self._spans:
            if shifts.get(key) != before.get(key):
                self._lay(key)

    @work(thread=True, exclusive=True, group="latency")
    def _measure(self, recording: Recording, usual_ns: int) -> None:
        found = latency(recording, len(recording), usual_ns)
        self.app.call_from_thread(self._tint, recording, found)

    def _tint(self, recording: Recording, found: Mapping[Place, Sequence[Span]]) -> None:
        if recording is not self.recording or not self.tinted:
            return
        for (index, kind, number), spans in found.items():
            key = f"{_CELL}/{index}/{kind}{number}"
            self._spans[key] = spans
            self._lay(key)

    def _lay(self, key: str) -> None:
        """Lay the tint of a cell under what is shown of it."""
        shift = self._shifts.get(key, 0)
        spans = [(max(0, a + shift), b + shift, level) for a, b, level in self._spans[key]]
        self.set_tint(key, [span for span in spans if span[1] > 0])


def cells_then(recording: Recording, position: int) -> tuple[Cell, ...]:
    """The cells after `position` events, without notices while that is not the end."""
    cells = answer_cells(_CELL, recording, position)
    if position < len(recording):
        cells = tuple(cell for cell in cells if cell.kind is not CellKind.NOTICE)
    return cells


def _end_of(cell: Cell) -> tuple[Cell, int]:
    """A cell with the end of its text only, where that is long; by how much offsets move."""
    length = len(cell.text)
    if length <= TEXT_SHOWN:
        return cell, 0
    # The cut moves in large steps, so that most steps of the cursor only add to what is shown.
    start = (length - TEXT_SHOWN // 2) // (TEXT_SHOWN // 4) * (TEXT_SHOWN // 4)
    blank = cell.text.slice(start, start + TEXT_SHOWN // 8).find("\n\n")
    start += blank + 2 if blank >= 0 else 0
    head = f"*… {start:,} characters before*\n\n" if cell.kind in _MARKDOWN else ""
    shift = len(head) - start
    added = cell.added
    if added is not None:
        added = (added[0] + shift, added[1] + shift) if added[0] >= start else None
    return replace(cell, text=Text(head + cell.text.slice(start)), added=added), shift
