"""One row of the event list: its columns and how they are drawn."""

from __future__ import annotations

from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from ppchat.core.dialects.responses.event_types import Family, family, short
from ppchat.core.inspect.event_rows import Row
from ppchat.core.inspect.excerpt import excerpt, run_excerpt
from ppchat.core.inspect.lanes import item_family, item_label
from ppchat.core.metrics.metrics import MS
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import safe_line
from ppchat.tui.style.event_styles import SIGNS, Ink

GUTTER: Final = 1
_TIME: Final = 8
_GAP: Final = 6
_ITEM: Final = 14
_SIZE: Final = 7
_TYPE: Final = 32
"""Width of the column of types where the list is wide enough to align what follows."""


class Columns(NamedTuple):
    """Which columns fit a width, and how wide they are; 0 for one that is left out."""

    number: int
    time: int
    gap: int
    type: int
    """0 where the excerpt follows the type at once."""
    item: int
    size: int


def columns(width: int, events: int, timed: bool) -> Columns:
    """The columns for a list of `width` cells."""
    digits = len(str(max(0, events - 1)))
    number = max(4, min(2 * digits + 1, 7 if width < 70 else 13))
    return Columns(
        number=number,
        time=_TIME if timed and width >= 36 else 0,
        gap=_GAP if timed else 0,
        type=_TYPE if width >= 90 else 0,
        item=_ITEM if width >= 90 else 0,
        size=_SIZE if width >= 76 else 0,
    )


class Look(NamedTuple):
    """What a row's drawing depends on beside its events."""

    cursor: bool
    focus: bool
    marked: bool
    later: bool
    """Whether it lies after the cursor."""
    done: int
    """Events of the run up to the cursor; all of them but in the row of the cursor."""


def segments(
    recording: Recording,
    row: Row,
    at: Columns,
    width: int,
    look: Look,
    ink: Ink,
    kinds: dict[int, str],
    slow_ns: int,
) -> list[Segment]:
    """A row, cut to `width`. `kinds`: the types of the output items by their index."""
    first, last = row
    kind = recording.type(first)
    group = family(kind)
    fault = first in recording.faults
    hue_group = group
    output = recording.output_index(first)
    if group is Family.ITEM:
        hue_group = item_family(kinds.get(output, ""))
    if fault:
        hue_group = Family.ERROR
    palette = ink.later if look.later else ink.hue
    hue = palette[hue_group]
    quiet = ink.faint if look.later else ink.muted
    plain = ink.faint if look.later else ink.text
    parts: list[Segment] = []

    gutter = "●" if look.marked else "▌" if look.cursor else " "
    parts.append(Segment(gutter, ink.mark if look.marked else ink.title))
    parts.append(Segment(_number(row, at.number).rjust(at.number), quiet))
    if at.time:
        parts.append(Segment(" " + _seconds(recording, last).rjust(at.time - 1), plain))
    if at.gap:
        gap = recording.gap_ns(first) if first or recording.t0_ns else 0
        slow = gap > slow_ns
        text = _milliseconds(gap).rjust(at.gap - 2) if row.size == 1 or slow else ""
        style = ink.slow if slow and not look.later else quiet
        parts.append(Segment(" " + text.rjust(at.gap - 2) + ("▲" if slow else " ") + " ", style))
    else:
        parts.append(Segment(" ", quiet))

    used = sum(cell_len(part.text) for part in parts)
    tail = at.size + 1 if at.size else 0
    rest = max(0, width - used - tail)
    name = safe_line(_brief(kind) if width < _BRIEF_BELOW else short(kind), 80)
    count = ""
    if row.size > 1:
        done = f"{look.done:,}/" if look.done < row.size else ""
        count = f" ×{done}{row.size:,}"
    sign = "!" if fault else SIGNS[group]
    head = f"{sign} {name}"
    room = (at.type + 2 if at.type else rest) - len(count)
    if cell_len(head) > room:
        head = set_cell_size(head, max(0, room - 1)) + "…"
    parts.append(Segment(head, hue))
    parts.append(Segment(count, hue + _BOLD))
    taken = cell_len(head) + len(count)
    if at.type:
        parts.append(Segment(" " * (at.type + 2 - taken)))
        taken = at.type + 2
    if at.item:
        label = f"{output} {item_label(kinds.get(output, ''))}" if output >= 0 else ""
        label = safe_line(label, at.item)
        parts.append(Segment(" " + set_cell_size(label, at.item), quiet))
        taken += at.item + 1
    room = rest - taken - 1
    if room >= 4:
        said = (
            run_excerpt(recording, range(first, last + 1), room)
            if row.size > 1
            else excerpt(recording, first, room)
        )
        said = safe_line(said, room + 1)
        if cell_len(said) > room:
            said = set_cell_size(said, room - 1) + "…"
        parts.append(Segment(" " + said, ink.error if fault else quiet))
    if at.size:
        used = sum(cell_len(part.text) for part in parts)
        text = byte_count(recording.size(first)) if row.size == 1 else ""
        parts.append(Segment(" " * max(0, width - used - at.size) + text.rjust(at.size), quiet))
    return parts


_BOLD: Final = Style(bold=True)
_BRIEF: Final = (
    ("output_item.", "item."),
    ("output_text.annotation.", "annotation."),
    ("output_text.", "text."),
    ("content_part.", "part."),
    ("reasoning_summary_text.", "summary."),
    ("reasoning_summary_part.", "summary_part."),
    ("reasoning_text.", "reasoning."),
    ("function_call_arguments.", "arguments."),
    ("mcp_call_arguments.", "mcp_arguments."),
    ("custom_tool_call_input.", "input."),
    ("code_interpreter_call_code.", "code."),
    ("image_generation_call.", "image."),
    ("shell_call_output_content.", "shell_output."),
    ("apply_patch_call_operation_diff.", "patch_diff."),
)
"""How a type begins, without `response.`, and what stands for that in a narrow list."""
_BRIEF_BELOW: Final = 64


def _brief(kind: str) -> str:
    name = short(kind)
    for start, instead in _BRIEF:
        if name.startswith(start):
            return instead + name[len(start) :]
    return name.replace("_call.", ".")


def _number(row: Row, width: int) -> str:
    if row.size == 1:
        return str(row.first)
    both = f"{row.first}-{row.last}"
    return both if len(both) <= width else f"{row.first}-…"


def _seconds(recording: Recording, n: int) -> str:
    origin = recording.t0_ns or recording.at_ns(0)
    seconds = (recording.at_ns(n) - origin) / 1e9
    return f"{seconds:.3f}" if abs(seconds) < 1000 else f"{seconds:.1f}"


def _milliseconds(gap_ns: int) -> str:
    ms = gap_ns / MS
    return f"{ms:.0f}" if abs(ms) < 10_000 else f"{ms / 1000:.0f}s"


def byte_count(size: int) -> str:
    """A size in a few characters."""
    if size < 100_000:
        return f"{size:,}"
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"
