"""Composes the screen from no more than the visible lines of each widget."""

# Theory of operation
#
# Widgets overlap. On each line of the screen, a *cut* is a column at which some widget begins or
# ends; the line between two neighbouring cuts is a cell that exactly one widget fills: the
# frontmost that covers it. The strip in a cell is a *chop*. A *span* (line, from, to) is the dirty
# part of a line; its ends need not be cuts.
#
# An update has two steps:
#
# 1. Collect (`_chops`). The gaps are the cells that a span touches. Widgets are visited from front
#    to back, and only for lines in which they cover a gap; what a widget fills is no gap any more,
#    and without gaps the visit ends. Textual's own compositor visits every widget under the
#    bounding box of all spans, for all of its lines in it, and drops what is covered.
# 2. Compare (`_unwritten`). `_written` is what the terminal shows, by cell. A chop equal to it is
#    dropped; a span left without chops is dropped too, and so is an update without spans.
#
# `_written` may lack a cell, which costs writing it once more, but must never be wrong about one:
# the change would not appear. So an entry is
#
# - stored only when its cell lies within a span: of any other cell, Textual writes only a part;
# - removed when a part of its cell is written;
# - removed with all others when the cuts change (another layout: Textual replaces the list), and
#   when the entire screen is written. That is also what Textual does whenever something else may
#   have written to the terminal: another screen on top, a suspension, a new size.
#
# What Textual does itself: the layout, `visible_widgets` (front to back), `cuts`, marking regions
# as dirty, and writing an update. Those names are private, so this file is used only with versions
# of Textual that it was tested with (`terminal/screen.py`); all others compose in their own way.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, cast

from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

_NEAR: Final = 3
"""Lines between two dirty ones that cost less than drawing both by themselves."""


class LeanCompositor(Compositor):
    """Draws the same as Textual's own compositor, at a lower cost.

    A key is echoed in a fifth of the time. A screen update of a stream costs half, and writes some
    hundred bytes instead of ten thousand.
    """

    def __init__(self) -> None:
        super().__init__()
        self._written: dict[tuple[int, int, int], Strip] = {}
        """The strips on the terminal, by line, first column and the column after the last."""
        self._written_cuts: object = None

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """The entire screen, regardless of the terminal's content."""
        self._written.clear()
        return super().render_full_update(simplify)

    def render_partial_update(self) -> ChopsUpdate | None:
        """The changes to write; None if there are none."""
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        if not regions:
            return None
        spans = list(self._regions_to_spans(regions))
        chops = self._chops(spans)
        # A span with nothing to write would still end its line, which scrolls at the bottom.
        spans = self._unwritten(chops, spans)
        return ChopsUpdate(chops, spans, [line[1:] for line in self.cuts]) if spans else None

    def _unwritten(
        self, chops: list[dict[int, Strip | None]], spans: Iterable[tuple[int, int, int]]
    ) -> list[tuple[int, int, int]]:
        """The spans in which something differs; unchanged strips are removed from `chops`."""
        cuts, written = self.cuts, self._written
        if self._written_cuts is not cuts:  # the same cells have other keys now
            written.clear()
            self._written_cuts = cuts
        changed = []
        for y, x1, x2 in spans:
            if y >= len(cuts):
                continue
            differs = False
            for cut, end in pairwise(cuts[y]):
                strip = chops[y][cut]
                if strip is None or cut >= x2 or end <= x1:
                    continue
                key = (y, cut, end)
                if written.get(key) == strip:
                    chops[y][cut] = None
                    continue
                differs = True
                if x1 <= cut and end <= x2:
                    written[key] = strip
                else:  # partly written: the terminal shows neither the old nor the new strip
                    written.pop(key, None)
            if differs:
                changed.append((y, x1, x2))
        return changed

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        chops = self._chops((y, crop.x, crop.right) for y in crop.line_range if is_rendered_line(y))
        return cast("Sequence[Mapping[int, Strip]]", chops)

    def _chops(self, spans: Iterable[tuple[int, int, int]]) -> list[dict[int, Strip | None]]:
        """The strips that fill `spans` (line, from, to), by line and first column."""
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in cuts]
        gaps: dict[int, set[int]] = {}
        for y, x1, x2 in spans:
            if y < len(cuts):
                missing = {cut for cut, end in pairwise(cuts[y]) if cut < x2 and end > x1}
                gaps[y] = gaps.get(y, set()) | missing
        for widget, (region, clip) in self.visible_widgets.items():
            if not gaps:
                break
            visible = region.intersection(clip)
            columns = range(visible.x, visible.right)
            lines = [
                y for y in visible.line_range if any(cut in columns for cut in gaps.get(y, ()))
            ]
            if not lines:
                continue
            strips: dict[int, Strip] = {}
            for run in _runs(lines):
                crop = Region(visible.x - region.x, run.start - region.y, visible.width, len(run))
                strips |= zip(run, widget.render_lines(crop), strict=False)
            for y in lines:
                within = [cut for cut in cuts[y] if visible.x <= cut <= visible.right]
                pieces = strips[y].divide([cut - visible.x for cut in within[1:]])
                for cut, piece in zip(within, pieces, strict=False):
                    if cut in gaps[y]:
                        chops[y][cut] = piece
                        gaps[y].remove(cut)
                if not gaps[y]:
                    del gaps[y]
        return chops


def _runs(lines: Sequence[int]) -> Iterator[range]:
    """The lines to draw, of ascending `lines` those that are dirty: far-off ones by themselves.

    A list that grows changes its title and its last row, and draws no row between them.
    """
    start = previous = lines[0]
    for y in lines[1:]:
        if y - previous > _NEAR:
            yield range(start, previous + 1)
            start = y
        previous = y
    yield range(start, previous + 1)
