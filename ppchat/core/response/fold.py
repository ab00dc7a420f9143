"""The state of a turn after many events."""

from __future__ import annotations

from collections.abc import Iterable

from ppchat.core.dialects.responses.reducer import GROWS, INDEX_FIELD, step
from ppchat.core.response.response import START, Turn
from ppchat.core.stream.event import Event


def fold(events: Iterable[Event], turn: Turn = START) -> Turn:
    """The state after `events`."""
    for event in events:
        turn = step(turn, event)
    return turn


def fold_joined(events: Iterable[Event], turn: Turn = START) -> Turn:
    """The same state as `fold` gives, for less: deltas that follow one another in one part are
    joined before they are taken in.
    """
    first: Event | None = None
    place: tuple[str, int, int] | None = None
    chunks: list[str] = []
    for event in events:
        kind = GROWS.get(event.type)
        here = None
        if kind is not None:
            data = event.data
            chunk, index = data.get("delta"), data.get("output_index")
            if type(chunk) is str and chunk and type(index) is int and index >= 0:
                number = data.get(INDEX_FIELD.get(kind, "content_index"))
                here = (event.type, index, number if type(number) is int and number > 0 else 0)
                if here == place:
                    chunks.append(chunk)
                    continue
        if first is not None:
            turn = _grown(turn, first, chunks)
        if here is None:
            first = place = None
            turn = step(turn, event)
        else:
            first, place, chunks = event, here, [event.delta]
    return turn if first is None else _grown(turn, first, chunks)


def _grown(turn: Turn, first: Event, chunks: list[str]) -> Turn:
    turn = step(turn, first._replace(data={**first.data, "delta": "".join(chunks)}))
    return turn._replace(seen=turn.seen + len(chunks) - 1)
