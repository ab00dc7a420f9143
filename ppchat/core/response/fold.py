"""The state of a response after many events."""

from __future__ import annotations

from collections.abc import Iterable

from ppchat.core.dialects.responses.reducer import INDEX_FIELD, PART_KIND_OF_DELTA, reduce
from ppchat.core.response.response import EMPTY_RESPONSE, Response
from ppchat.core.stream.event import Event


def fold(events: Iterable[Event], response: Response = EMPTY_RESPONSE) -> Response:
    """The state after `events`."""
    for event in events:
        response = reduce(response, event)
    return response


def fold_coalesced(events: Iterable[Event], response: Response = EMPTY_RESPONSE) -> Response:
    """The same state as `fold`, faster: consecutive deltas of one part are joined before they are
    applied.
    """
    first: Event | None = None
    run: tuple[str, int, int] | None = None
    chunks: list[str] = []
    for event in events:
        kind = PART_KIND_OF_DELTA.get(event.type)
        target = None
        if kind is not None:
            data = event.data
            chunk, index = data.get("delta"), data.get("output_index")
            if type(chunk) is str and chunk and type(index) is int and index >= 0:
                part_index = data.get(INDEX_FIELD.get(kind, "content_index"))
                target = (
                    event.type,
                    index,
                    part_index if type(part_index) is int and part_index > 0 else 0,
                )
                if target == run:
                    chunks.append(chunk)
                    continue
        if first is not None:
            response = _apply_chunks(response, first, chunks)
        if target is None:
            first = run = None
            response = reduce(response, event)
        else:
            first, run, chunks = event, target, [event.delta]
    return response if first is None else _apply_chunks(response, first, chunks)


def _apply_chunks(response: Response, first: Event, chunks: list[str]) -> Response:
    response = reduce(response, first._replace(data={**first.data, "delta": "".join(chunks)}))
    return response._replace(seen=response.seen + len(chunks) - 1)
