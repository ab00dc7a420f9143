"""The turn that a recorded request goes on from."""

from __future__ import annotations

from itertools import islice

import pytest

from ppchat.core.chat import callers as callers_module
from ppchat.core.chat.callers import Callers
from ppchat.core.dialects.calls import Call, CallAnswer
from tests.support.exchanges import output_of

CALL = Call("function_call", "call_1", "get_weather", "{}", 0)
OTHER = CALL._replace(call_id="call_2")


def test_a_request_goes_on_from_the_turn_whose_calls_it_answers() -> None:
    callers = Callers()
    assert callers.answered_by(output_of()) is None
    callers.add("c", "n", [CALL, OTHER])
    answers = (CallAnswer(CALL, "sunny", note="outside ppchat"),)
    assert callers.answered_by(output_of(output="sunny")) == ("c", "n", answers)
    assert callers.answered_by({"input": "Hello"}) is None
    assert answers[0].heading == "get_weather ran · outside ppchat"
    callers.add("d", "m", [CALL])
    turn = callers.answered_by(output_of())
    assert turn is not None
    assert turn[:2] == ("d", "m")


def test_calls_of_several_turns_or_of_none_are_a_new_question() -> None:
    callers = Callers()
    callers.add("c", "n", [CALL])
    both = {"input": [*output_of("call_1")["input"], *output_of("call_2")["input"]]}
    assert callers.answered_by(both) is None
    callers.add("c", "m", [OTHER])
    assert callers.answered_by(both) is None


def test_only_the_latest_calls_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers_module, "_LIMIT", 3)
    callers = Callers()
    ids = [f"call_{n}" for n in range(5)]
    for call_id in ids:
        callers.add("c", call_id, [CALL._replace(call_id=call_id)])
    kept = [call_id for call_id in ids if callers.answered_by(output_of(call_id))]
    assert kept == list(islice(ids, 2, None))
