"""The cells of the rounds before an answer: what was called, and what the model got for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.request_text import sent_outputs
from ppchat.core.recording.recording import Recording
from ppchat.core.view.cell import Cell, CellKind
from ppchat.core.view.cells import answer_cells, opening_cells


def round_key(key: str, index: int) -> str:
    """The key of a round's cells, beginning with `key`."""
    return f"{key}/{index}"


def earlier_cells(key: str, recordings: Sequence[Recording]) -> Iterator[Cell]:
    """The cells of all rounds but the last, each with the outputs that the next request holds."""
    for index, (recording, following) in enumerate(pairwise(recordings)):
        cell_key = round_key(key, index)
        for cell in answer_cells(cell_key, recording, len(recording)):
            if cell.kind is not CellKind.NOTICE:
                yield cell
        calls = {call.call_id: call for call in recording.dialect.calls(recording.response)}
        answers = [
            CallAnswer(
                calls.get(output.call_id) or Call("", output.call_id, output.call_id, "", 0),
                output.text,
                output.approved,
            )
            for output in sent_outputs(following.request.body)
        ]
        if answers:
            yield from opening_cells(round_key(key, index + 1), "", answers)
