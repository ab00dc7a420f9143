"""Recordings → exchanges: a request that answers calls is a further round of who made them."""

from __future__ import annotations

from collections.abc import Sequence

from ppchat.core.dialects.request_text import answered_ids
from ppchat.core.recording.recording import Recording


def rounds_of(recordings: Sequence[Recording]) -> list[tuple[Recording, ...]]:
    """The recordings by exchange, each in its order; an exchange stands where its first round does.

    A request is a round of the latest exchange whose last response made one of the calls that the
    request answers, whatever was recorded between them.
    """
    exchanges: list[list[Recording]] = []
    by_call: dict[str, list[Recording]] = {}
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
