"""The state of a response after many events."""

from __future__ import annotations

from collections.abc import Iterable

from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.dialects.vocabulary import PartKey
from ppchat.core.response.response import EMPTY_RESPONSE, Response
from ppchat.core.stream.event import Event


def fold(
    events: Iterable[Event],
    response: Response = EMPTY_RESPONSE,
    dialect: Dialect = DEFAULT_DIALECT,
) -> Response:
    """The state after `events`."""
    for event in events:
        response = dialect.reduce(response, event)
    return response


def fold_coalesced(
    events: Iterable[Event],
    response: Response = EMPTY_RESPONSE,
    dialect: Dialect = DEFAULT_DIALECT,
) -> Response:
    """The same state as `fold`, faster: consecutive deltas of one part are joined before they are
    applied.
    """
    reduce, part_of, adds_only_delta = dialect.reduce, dialect.part_of, dialect.adds_only_delta
    first: Event | None = None
    part: PartKey | None = None
    deltas: list[str] = []
    for event in events:
        delta = event.delta
        target = part_of(event) if delta and adds_only_delta(event) else None
        if target is not None and target == part:
            deltas.append(delta)
            continue
        if first is not None:
            response = _apply_deltas(dialect, response, first, deltas)
        if target is None or target[0] < 0:
            first = part = None
            response = reduce(response, event)
        else:
            first, part, deltas = event, target, [delta]
    return response if first is None else _apply_deltas(dialect, response, first, deltas)


def _apply_deltas(
    dialect: Dialect, response: Response, first: Event, deltas: list[str]
) -> Response:
    response = dialect.reduce(response, dialect.with_delta(first, "".join(deltas)))
    return response._replace(seen=response.seen + len(deltas) - 1)
