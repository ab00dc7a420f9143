"""Exchanges: a question and its rounds, each of which answers calls of the response before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from ppchat.core.dialects.dialect import Turn
from ppchat.core.dialects.request_text import answered_ids
from ppchat.core.recording.recording import Recording
from ppchat.core.recording.summary import RecordingSummary

_Recorded = TypeVar("_Recorded", Recording, RecordingSummary)


def rounds_of(recordings: Sequence[_Recorded]) -> list[tuple[_Recorded, ...]]:
    """The recordings by exchange, each in its order; an exchange stands where its first round does.

    A request is a round of the latest exchange whose last response made one of the calls that the
    request answers, whatever was recorded between them.
    """
    exchanges: list[list[_Recorded]] = []
    by_call: dict[str, list[_Recorded]] = {}
    for recording in recordings:
        ids = answered_ids(recording.request.body)
        exchange = next((by_call[call_id] for call_id in ids if call_id in by_call), None)
        if exchange is None or exchange[-1].timed != recording.timed:
            exchange = []
            exchanges.append(exchange)
        for call in recording.dialect.calls(exchange[-1].response) if exchange else ():
            by_call.pop(call.call_id, None)
        exchange.append(recording)
        for call in recording.dialect.calls(recording.response):
            by_call[call.call_id] = exchange
    return [tuple(exchange) for exchange in exchanges]


class Place(NamedTuple):
    """Where a turn stands in a conversation; all numbers count from 1."""

    number: int
    """That of its question."""
    total: int
    """How many questions there are."""
    round: int
    """Its number among the rounds of its exchange."""
    rounds: int


def places(turns: Sequence[Turn]) -> list[Place]:
    """The place of each turn of a path."""
    sizes: list[int] = []
    for turn in turns:
        if turn.answers and sizes:
            sizes[-1] += 1
        else:
            sizes.append(1)
    return [
        Place(number, len(sizes), round_number, size)
        for number, size in enumerate(sizes, 1)
        for round_number in range(1, size + 1)
    ]
