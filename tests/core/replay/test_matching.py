"""Which recording answers which request."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.formats.jsonl import Metadata
from ppchat.core.recording.recording import Recording
from ppchat.core.replay.matching import MatchRule, RecordingMatcher
from ppchat.core.stream.signals import Request
from tests.support.tool_run import answered_recording, call_recording


def entry(name: str, *keywords: str, model: str = "m") -> tuple[Recording, Metadata]:
    request = Request({"model": model, "input": name}, "")
    return Recording(request), Metadata(keywords=keywords)


def matched_prompt(matcher: RecordingMatcher, text: str, **body: Any) -> str:
    recording = matcher.match({"input": text} | body, RESPONSES).recording
    return RESPONSES.last_prompt(recording.request.body)


def test_the_same_prompt_takes_precedence_over_keywords() -> None:
    matcher = RecordingMatcher([entry("one", "two"), entry("two")])
    assert matched_prompt(matcher, "Two!") == "two"


def test_most_keywords_decide() -> None:
    matcher = RecordingMatcher([entry("bird", "bird"), entry("heron", "bird", "grey")])
    assert matched_prompt(matcher, "a BIRD that is grey?") == "heron"
    assert matched_prompt(matcher, "a bird") == "bird"


def test_the_wildcard_answers_everything_else() -> None:
    matcher = RecordingMatcher([entry("one", "one"), entry("rest", "*"), entry("two", "two")])
    assert matched_prompt(matcher, "hello") == "rest"
    assert matched_prompt(matcher, "") == "rest"


def test_without_a_wildcard_they_take_turns() -> None:
    matcher = RecordingMatcher([entry("one"), entry("two")])
    assert [matched_prompt(matcher, "hello") for _ in range(3)] == ["one", "two", "one"]


def test_a_model_that_has_recordings_narrows_the_choice() -> None:
    matcher = RecordingMatcher([entry("one", "bird"), entry("two", model="n"), entry("three")])
    assert matcher.models == ["m", "n"]
    assert matched_prompt(matcher, "bird", model="n") == "two"
    assert matched_prompt(matcher, "bird", model="unknown") == "one"


def test_there_must_be_a_recording() -> None:
    with pytest.raises(ValueError, match="no recording"):
        RecordingMatcher([])


def test_the_prompt_is_read_and_a_recording_preferred_by_the_dialect_of_the_request() -> None:
    request = Request({"model": "m", "messages": [{"role": "user", "content": "one"}]}, "")
    chat = Recording(request, dialect=CHAT_COMPLETIONS)
    matcher = RecordingMatcher([entry("one"), (chat, Metadata())])
    assert matcher.match(request.body, CHAT_COMPLETIONS).recording is chat
    assert matched_prompt(matcher, "one") == "one"


def test_without_a_writer_only_recordings_of_the_dialect_answer() -> None:
    with pytest.raises(LookupError, match="No recording can answer in Messages"):
        RecordingMatcher([entry("one")]).match({}, MESSAGES)
    recording = Recording(Request({}, ""), dialect=MESSAGES)
    matcher = RecordingMatcher([entry("one"), (recording, Metadata())])
    assert matcher.match({}, MESSAGES).recording is recording


def test_of_a_dialect_with_several_paths_the_recording_is_of_the_same() -> None:
    dialect = replace(MESSAGES, other_paths=("/generate",))
    one, two, other = (
        Recording(Request({}, "", path=path), dialect=dialect)
        for path in ("/messages?beta=true", "/generate", "")
    )
    matcher = RecordingMatcher([(recording, Metadata()) for recording in (one, two, other)])
    chats = [matcher.match({}, dialect, "/messages").recording for _ in range(3)]
    completions = [matcher.match({}, dialect, "/generate").recording for _ in range(3)]
    assert {id(recording) for recording in chats} == {id(one), id(other)}
    assert {id(recording) for recording in completions} == {id(two), id(other)}


def messages_of(recording: Recording) -> list[dict[str, Any]]:
    """A recorded request of Responses as messages with `tool_calls`."""
    messages: list[dict[str, Any]] = []
    for item in message_input(recording.request.body["input"]):
        match item.get("type"):
            case "function_call":
                function = {"name": item["name"], "arguments": item["arguments"]}
                calls = [{"id": item["call_id"], "type": "function", "function": function}]
                messages.append({"role": "assistant", "content": None, "tool_calls": calls})
            case "function_call_output":
                output = {"tool_call_id": item["call_id"], "content": item["output"]}
                messages.append({"role": "tool", **output})
            case _:
                texts = [part["text"] for part in item["content"] if isinstance(part, dict)]
                content = "".join(texts) or item["content"]
                messages.append({"role": item["role"], "content": content})
    return messages


def message_input(sent: Any) -> list[dict[str, Any]]:
    return [{"role": "user", "content": sent}] if isinstance(sent, str) else sent


def run_matcher(*runs: tuple[Recording, Recording]) -> RecordingMatcher:
    return RecordingMatcher([(recording, Metadata()) for run in runs for recording in run])


def run(**fields: Any) -> tuple[Recording, Recording]:
    first = call_recording(**fields)
    return first, answered_recording(first)


@pytest.mark.parametrize("chained", [False, True])
def test_a_recorded_run_answers_its_own_requests(chained: bool) -> None:
    first = call_recording()
    second = answered_recording(first, chained=chained)
    matcher = run_matcher((second, first))
    for recording in (first, second):
        match = matcher.match(recording.request.body, RESPONSES)
        assert (match.recording, match.rule) == (recording, MatchRule.WHOLE_INPUT)


def test_outputs_and_ids_of_the_client_may_differ() -> None:
    first, second = run()
    other = {**second.request.body}
    other["input"] = [
        {**item, **({"call_id": "mine"} if "call_id" in item else {})} for item in other["input"]
    ]
    other["input"][-1]["output"] = "I don't know."
    match = run_matcher((first, second)).match(other, RESPONSES)
    assert (match.recording, match.rule) == (second, MatchRule.OUTPUTS)


def test_outputs_alone_are_enough() -> None:
    """Even where nothing else is known: the id of the call is that of the recording."""
    rome, oslo = run(), run(prompt="Oslo?", seed=3, city="Oslo")
    matcher = run_matcher(rome, oslo)
    for first, second in (rome, oslo):
        (call,) = RESPONSES.calls(first.response)
        sent = {"type": "function_call_output", "call_id": call.call_id, "output": "?"}
        assert matcher.match({"input": [sent]}, RESPONSES).recording is second


def test_the_same_run_is_known_in_another_protocol() -> None:
    first, second = run()
    matcher = run_matcher((first, second))
    for recording in (first, second):
        match = matcher.match({"messages": messages_of(recording)}, CHAT_COMPLETIONS)
        assert (match.recording, match.rule) == (recording, MatchRule.WHOLE_INPUT)


def test_a_question_is_not_answered_with_what_follows_outputs() -> None:
    first, second = run()
    matcher = run_matcher((second, first))
    assert [matcher.match({"input": "Hm?"}, RESPONSES).recording for _ in range(2)] == [first] * 2


def test_a_call_is_not_repeated_after_its_output() -> None:
    first, second = run()
    words = entry("other", "*", model="ppchat-demo")
    matcher = RecordingMatcher([(first, Metadata()), words])
    match = matcher.match(second.request.body, RESPONSES)
    assert (match.recording, match.rule) == (words[0], MatchRule.WILDCARD)
    with pytest.raises(LookupError, match="after the output of get_weather"):
        RecordingMatcher([(first, Metadata())]).match(second.request.body, RESPONSES)


def test_recordings_of_one_input_take_turns_and_settings_choose_among_them() -> None:
    refused, answer = entry("one"), entry("one")
    brief = sent("one", instructions="Be brief.")
    matcher = RecordingMatcher([refused, answer, brief])
    body = {"model": "m", "input": "one"}
    assert [matcher.match(body, RESPONSES).recording for _ in range(3)] == [
        refused[0],
        answer[0],
        brief[0],
    ]
    assert matcher.match(brief[0].request.body, RESPONSES).recording is brief[0]


def test_the_same_words_are_told_apart_by_their_place() -> None:
    first, later = entry("continue"), sent(user_messages("one", "continue"))
    matcher = RecordingMatcher([first, later])
    match = matcher.match({"input": user_messages("two", "continue")}, RESPONSES)
    assert (match.recording, match.rule) == (later[0], MatchRule.PROMPT)


def sent(content: Any, **fields: Any) -> tuple[Recording, Metadata]:
    return Recording(Request({"model": "m", "input": content, **fields}, "")), Metadata()


def user_messages(*texts: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text} for text in texts]


def long_run(number: int, items: int) -> tuple[Recording, Metadata]:
    return sent(user_messages(*(f"{number} {n}" for n in range(items))))


def test_long_runs_are_read_and_matched_in_linear_time() -> None:
    """Twice as many items take about twice as long, not four times."""

    def read_ns(items: int) -> int:
        entries = [long_run(number, items) for number in range(5)]
        start_ns = time.process_time_ns()
        matcher = RecordingMatcher(entries)
        for recording, _ in entries:
            assert matcher.match(recording.request.body, RESPONSES).recording is recording
        return time.process_time_ns() - start_ns

    short, long = (min(read_ns(items) for _ in range(3)) for items in (100, 800))
    assert long < 24 * short
