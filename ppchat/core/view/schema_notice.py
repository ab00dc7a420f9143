"""Whether an answer follows its JSON schema, in the notice under it."""

from __future__ import annotations

from itertools import islice
from typing import Final

from ppchat.core.checks.json_schema import SchemaCheck
from ppchat.core.text.rope import Rope
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.tone import Tone

_LINES: Final = 8
"""Violations that are listed; the inspector has all."""


def schema_notice(key: str, check: SchemaCheck) -> Cell:
    """The notice of the answer whose cells' keys begin with `key`."""
    sentences = [*islice(check.sentences(), _LINES + 1)]
    if check.problem:
        tone, text = Tone.WARNING, f"{sentences[0][:1].upper()}{sentences[0][1:]}."
    elif sentences:
        tone = Tone.BAD
        lines = ["The answer does not follow its schema:", *sentences[:_LINES]]
        if len(sentences) > _LINES:
            lines.append("The inspector lists them all.")
        text = "\n".join(lines)
    else:
        tone, text = Tone.QUIET, "The answer follows its schema."
    return Cell(f"{key}/schema", CellKind.NOTICE, Rope(text), tone=tone)
