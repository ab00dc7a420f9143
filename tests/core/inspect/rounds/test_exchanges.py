"""The way from answer to answer, through the rounds of each exchange."""

from __future__ import annotations

from ppchat.core.inspect.rounds.exchanges import Exchanges
from tests.support.exchanges import weather_exchange
from tests.support.recordings import TWISTER, build_recording

BEFORE, AFTER = build_recording(TWISTER), build_recording(TWISTER)
ROUNDS = weather_exchange(calls=2)
EXCHANGES = [(BEFORE,), ROUNDS, (AFTER,)]


def test_the_exchange_of_a_recording_is_shown() -> None:
    exchanges = Exchanges(EXCHANGES, ROUNDS[1])
    assert exchanges.shown.recordings == ROUNDS
    assert exchanges.initial_position(None) == 12
    assert exchanges.initial_position(3) == 9
    assert Exchanges(EXCHANGES, AFTER).shown.recordings == (AFTER,)


def test_steps_lead_through_the_rounds_and_on_to_the_next_exchange() -> None:
    exchanges = Exchanges(EXCHANGES, BEFORE)
    position, way = 8, []
    while (following := exchanges.step(1, position)) is not None:
        position = following
        way.append((exchanges.ordinal(position), position))
    assert way == [
        ("2 of 3, round 1 of 3", 6),
        ("2 of 3, round 2 of 3", 12),
        ("2 of 3, round 3 of 3", 18),
        ("3 of 3", 8),
    ]
    assert exchanges.step(-1, position) == 18
    assert exchanges.step(-1, 18) == 12


def test_the_only_answer_has_no_ordinal() -> None:
    exchanges = Exchanges([(BEFORE,)], BEFORE)
    assert exchanges.ordinal(3) == ""
    assert exchanges.step(1, 3) is exchanges.step(-1, 3) is None
