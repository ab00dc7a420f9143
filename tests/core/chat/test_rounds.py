"""Recordings are grouped to exchanges by the calls that their requests answer."""

from __future__ import annotations

from ppchat.core.chat.conversation import Node
from ppchat.core.chat.rounds import Place, places, rounds_of
from ppchat.core.recording.recording import Recording
from tests.support.chunks import TWISTER as CHAT_TWISTER
from tests.support.chunks import chat_recording
from tests.support.exchanges import call_events, output_of, weather_exchange, word_events
from tests.support.recordings import TWISTER, build_recording
from tests.support.rounds import calling_recording, path_of_rounds


def test_rounds_that_answer_calls_are_one_exchange() -> None:
    rounds = weather_exchange(calls=3)
    assert rounds_of(rounds) == [rounds]


def test_questions_are_exchanges_of_their_own() -> None:
    first, second = build_recording(TWISTER), chat_recording(*CHAT_TWISTER)
    assert rounds_of([first, second]) == [(first,), (second,)]


def test_what_was_recorded_in_between_stays_apart() -> None:
    call, words = weather_exchange()
    other = build_recording(TWISTER)
    assert rounds_of([call, other, words]) == [(call, words), (other,)]


def test_a_question_that_repeats_the_history_begins_an_exchange() -> None:
    call, words = weather_exchange()
    question = {"role": "user", "content": "And tomorrow?"}
    body = {"input": [*output_of()["input"], {"role": "assistant"}, question]}
    later = build_recording(word_events(), body=body)
    assert rounds_of([call, words, later]) == [(call, words), (later,)]


def test_a_second_answer_to_the_same_call_is_not_a_round_of_the_first() -> None:
    call, words = weather_exchange()
    again = build_recording(word_events(), body=output_of())
    assert rounds_of([call, words, again]) == [(call, words), (again,)]


def test_parallel_calls_that_are_answered_together_are_one_round() -> None:
    call = build_recording(call_events("call_7"))
    outputs = [*output_of("call_unknown")["input"], *output_of("call_7")["input"]]
    words = build_recording(word_events(), body={"input": outputs})
    assert rounds_of([call, words]) == [(call, words)]


def test_recordings_without_a_request_stand_alone() -> None:
    recordings: list[Recording] = [build_recording(TWISTER) for _ in range(2)]
    assert rounds_of(recordings) == [(recordings[0],), (recordings[1],)]


def test_the_places_of_questions_and_their_rounds() -> None:
    calling = calling_recording("chat", 1)
    rounds = path_of_rounds("Cold?", [calling, calling, chat_recording(*CHAT_TWISTER)])
    question = Node("q", None, "Hello", build_recording(TWISTER))
    assert places([question, *rounds, question]) == [
        Place(1, 3, 1, 1),
        Place(2, 3, 1, 3),
        Place(2, 3, 2, 3),
        Place(2, 3, 3, 3),
        Place(3, 3, 1, 1),
    ]
    assert places(rounds[1:]) == [Place(1, 1, 1, 2), Place(1, 1, 2, 2)]
    assert places([]) == []
