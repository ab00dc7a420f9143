"""What is on the screen, put together from no more than what is seen of each widget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import cast

from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip


class LeanCompositor(Compositor):
    """Draws what Textual's own draws, for less.

    That one asks each widget under any dirty line for all of its lines, those that others lie
    over too. This one goes from front to back and asks for lines with a gap left, dirty ones
    alone. A key is echoed for a fifth of the time, and a frame of a stream costs half.

    And of what is dirty, only what differs from what the terminal shows is written: a frame of a
    stream is some hundred bytes instead of ten thousand.
    """

    def __init__(self) -> None:
        super().__init__()
        self._written: dict[tuple[int, int, int], Strip] = {}
        """What the terminal shows, by line, first column and the one after the last."""
        self._written_cuts: object = None

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """All of the screen, whatever the terminal showed."""
        self._written.clear()
        return super().render_full_update(simplify)

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has to be written where something changed; None for nothing."""
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        if not regions:
            return None
        spans = list(self._regions_to_spans(regions))
        chops = self._chops(spans)
        # A span without anything to write would still end its line, which at the bottom scrolls.
        spans = self._unwritten(chops, spans)
        return ChopsUpdate(chops, spans, [line[1:] for line in self.cuts]) if spans else None

    def _unwritten(
        self, chops: list[dict[int, Strip | None]], spans: Iterable[tuple[int, int, int]]
    ) -> list[tuple[int, int, int]]:
        """The spans in which something differs; what does not is taken out of `chops`."""
        cuts, written = self.cuts, self._written
        if self._written_cuts is not cuts:  # the same cells go by other names now
            written.clear()
            self._written_cuts = cuts
        kept = []
        for y, x1, x2 in spans:
            if y >= len(cuts):
                continue
            differs = False
            for cut, end in pairwise(cuts[y]):
                strip = chops[y][cut]
                if strip is None or cut >= x2 or end <= x1:
                    continue
                name = (y, cut, end)
                if written.get(name) == strip:
                    chops[y][cut] = None
                    continue
                differs = True
                if x1 <= cut and end <= x2:
                    written[name] = strip
                else:  # a part of it is written, so neither this nor what was is shown
                    written.pop(name, None)
            if differs:
                kept.append((y, x1, x2))
        return kept

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        chops = self._chops((y, crop.x, crop.right) for y in crop.line_range if is_rendered_line(y))
        return cast("Sequence[Mapping[int, Strip]]", chops)

    def _chops(self, spans: Iterable[tuple[int, int, int]]) -> list[dict[int, Strip | None]]:
        """The strips that fill these spans (line, from, to), by line and first column."""
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
            shown = region.intersection(clip)
            columns = range(shown.x, shown.right)
            lines = [y for y in shown.line_range if any(cut in columns for cut in gaps.get(y, ()))]
            if not lines:
                continue
            top = lines[0]
            crop = Region(shown.x - region.x, top - region.y, shown.width, lines[-1] + 1 - top)
            strips = widget.render_lines(crop)
            for y in lines:
                within = [cut for cut in cuts[y] if shown.x <= cut <= shown.right]
                pieces = strips[y - top].divide([cut - shown.x for cut in within[1:]])
                for cut, piece in zip(within, pieces, strict=False):
                    if cut in gaps[y]:
                        chops[y][cut] = piece
                        gaps[y].remove(cut)
                if not gaps[y]:
                    del gaps[y]
        return chops
