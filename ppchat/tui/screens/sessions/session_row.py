"""A conversation as a row of a list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final

from textual.content import Content
from textual.widgets.option_list import Option

from ppchat.adapters.store.store import ConversationSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.text.dates import format_date, format_day
from ppchat.core.text.display import pluralize
from ppchat.core.view.live.status import WAITING_SIGN
from ppchat.core.view.outcomes import OUTCOME_MARKS
from ppchat.core.view.tone import Tone
from ppchat.tui.style.outcomes import TONE_COLORS
from ppchat.tui.style.strip import fit_width

_OUTCOME_WIDTH: Final = 10
_MODEL_WIDTH: Final = 20
_TURNS_WIDTH: Final = 8
_WHEN_WIDTH: Final = 9
_MAX_TITLE: Final = 300
"""Characters of a title that any row can show."""
PINNED: Final = "Pinned"
IN_TEXTS: Final = "In the texts"
_NARROW: Final = 90
"""Width of a row, in cells, below which the model is left out in favour of the title."""


def rows(
    summaries: Sequence[ConversationSummary], now: datetime, width: int, marks: Collection[str] = ()
) -> Iterator[Option]:
    """One option per conversation, under a heading per period; `marks` are ids.

    Those that are pinned are to come first; they have a heading of their own.
    """
    previous = None
    for summary in summaries:
        period, clock = format_date(summary.asked_at, now)
        if summary.pinned:
            period = PINNED
            clock = format_day(summary.asked_at, now)
        if period != previous:
            heading = Content.styled(f" {period or 'Undated'}", "bold $text-accent")
            yield Option(Content("\n").append(heading) if previous else heading, disabled=True)
            previous = period
        yield Option(_row(summary, clock, width, marked=summary.id in marks), id=summary.id)


def other_rows(
    summaries: Sequence[ConversationSummary],
    now: datetime,
    width: int,
    marks: Collection[str] = (),
    *,
    is_first: bool = True,
) -> Iterator[Option]:
    """One option per conversation that is listed for its texts, under one heading."""
    if summaries:
        heading = Content.styled(f" {IN_TEXTS}", "bold $text-accent")
        yield Option(heading if is_first else Content("\n").append(heading), disabled=True)
    for summary in summaries:
        clock = format_day(summary.asked_at, now)
        yield Option(_row(summary, clock, width, marked=summary.id in marks), id=summary.id)


def _row(summary: ConversationSummary, clock: str, width: int, *, marked: bool) -> Content:
    sign, word, style = _outcome(summary)
    turns = pluralize(summary.turns, "turn")
    tail: list[tuple[str, str]] = [(word.rjust(_OUTCOME_WIDTH) if word else "", style)]
    if width >= _NARROW:
        model = fit_width(sanitize_line(summary.model), _MODEL_WIDTH)
        tail.append((f"  {model}", "$text-secondary"))
    tail.append((turns.rjust(_TURNS_WIDTH + 2), "$foreground-muted"))
    tail.append((clock.rjust(_WHEN_WIDTH + 2), "$foreground-muted"))
    room = max(8, width - 3 - sum(len(text) for text, _ in tail))
    gutter = ("●", "bold $text-accent") if marked else " "
    label = f"[{summary.source.label}] " if summary.source else ""
    text = fit_width(label + title(summary), room)
    mark = text[: len(label)], "$foreground-muted"
    return Content.assemble(gutter, (f"{sign} ", style), mark, text[len(label) :], *tail)


def _outcome(summary: ConversationSummary) -> tuple[str, str, str]:
    """Sign, word and colour; a completed one needs no word, unless it waits for the user."""
    if summary.calls:
        return WAITING_SIGN, "waits", TONE_COLORS[Tone.WARNING]
    sign, word, tone = OUTCOME_MARKS[summary.outcome]
    if summary.outcome is None:
        return sign, word, "$text-primary"
    style = "$foreground-muted" if tone in (Tone.QUIET, Tone.GOOD) else TONE_COLORS[tone]
    return sign, "" if summary.outcome is Outcome.COMPLETED else word, style


def title(summary: ConversationSummary) -> str:
    """The title of a conversation, sanitized."""
    return sanitize_line(summary.title, _MAX_TITLE) or "(no title)"
