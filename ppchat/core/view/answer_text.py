"""An answer as plain text, to be read beside another."""

from __future__ import annotations

from typing import NamedTuple

from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize, sanitize_line
from ppchat.core.view.cell import CellKind
from ppchat.core.view.cells import answer_cells
from ppchat.core.view.tone import Tone


class AnswerText(NamedTuple):
    """What a model said; safe to show."""

    steps: tuple[str, ...]
    """What it did besides, in headings: "thought for 0.9 s", "web search · heron"."""
    text: str
    """The answer, as Markdown; empty if there was none."""
    notice: str
    """How it ended, where that was not well."""
    tone: Tone
    """That of the notice."""


def answer_text(recording: Recording) -> AnswerText:
    """The answer of a recording, as far as it arrived."""
    steps: list[str] = []
    texts: list[str] = []
    notices: list[str] = []
    tone = Tone.QUIET
    for cell in answer_cells("", recording, len(recording)):
        if cell.kind in (CellKind.ANSWER, CellKind.REFUSAL):
            texts.append(sanitize(str(cell.text)).strip("\n"))
        elif cell.kind is CellKind.NOTICE:
            notices.append(sanitize(str(cell.text)))
            tone = cell.tone
        elif not cell.is_detail:
            steps.append(sanitize_line(cell.title or cell.kind.value))
    return AnswerText(tuple(steps), "\n\n".join(filter(None, texts)), "\n".join(notices), tone)
