"""Finds the turn that a recorded request goes on from: the one whose calls it answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.request_text import sent_outputs
from ppchat.core.response.response import JsonObject

_LIMIT: Final = 10_000
"""Calls that are kept, the latest ones: a proxy may run for weeks."""
_NOTE: Final = "outside ppchat"
"""Where the answers were computed."""


class AnsweredTurn(NamedTuple):
    """The turn whose calls a request answers, and the answers."""

    conversation_id: str
    node_id: str
    answers: tuple[CallAnswer, ...]


class Callers:
    """The calls of recorded streams, and the turns that made them."""

    def __init__(self) -> None:
        self._turns: dict[str, tuple[str, str, Call]] = {}
        """The conversation and the node of each call, by its id, the latest one last."""

    def add(self, conversation_id: str, node_id: str, calls: Iterable[Call]) -> None:
        """Note the calls of a turn; those of a later turn replace calls with the same ids."""
        for call in calls:
            self._turns.pop(call.call_id, None)
            self._turns[call.call_id] = (conversation_id, node_id, call)
        while len(self._turns) > _LIMIT:
            del self._turns[next(iter(self._turns))]

    def answered_by(self, body: JsonObject) -> AnsweredTurn | None:
        """The turn whose calls the body of a request answers; None for a new question.

        Calls of several turns are none that a client answers together.
        """
        turns = [(output, self._turns.get(output.call_id)) for output in sent_outputs(body)]
        answers, places = [], set()
        for output, turn in turns:
            if turn is None:
                return None
            answers.append(CallAnswer(turn[2], output.text, output.approved, _NOTE))
            places.add(turn[:2])
        if len(places) != 1:
            return None
        ((conversation_id, node_id),) = places
        return AnsweredTurn(conversation_id, node_id, tuple(answers))
