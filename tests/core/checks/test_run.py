"""All findings of a stream."""

from __future__ import annotations

from ppchat.core.checks.run import findings, profile_note, profile_of
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Problem
from tests.support.chunks import TWISTER, chat_recording
from tests.support.recordings import build_recording, message_events


def test_the_most_serious_findings_come_first() -> None:
    events = message_events(start_ms=20_000)
    events[5] = (events[5][0], {**events[5][1], "sequence_number": None})
    events[7] = (events[7][0], {**events[7][1], "text": "another"})
    del events[6][1]["logprobs"]
    severities = [finding.severity for finding in findings(build_recording(events))]
    order = list(Severity)
    assert severities == sorted(severities, key=order.index)
    assert set(severities) == set(Severity)


def test_of_another_protocol_nothing_is_said_but_its_name() -> None:
    chunk = {"candidates": [{"content": {"parts": [{"text": "a"}]}}]}
    recording = build_recording([(10, chunk), (20, chunk)])
    assert recording.outcome is Outcome.REFUSED
    message = (
        "This is Gemini's generateContent; what can be read is "
        "Responses, Chat Completions, Messages and Ollama."
    )
    assert findings(recording) == [Finding(Severity.VIOLATION, "foreign", (), message)]


def test_an_answer_in_another_protocol_than_asked_for_is_read_all_the_same() -> None:
    chunk = {"object": "chat.completion.chunk", "choices": [{"delta": {"content": "a"}}]}
    recording = build_recording([(10, chunk), (20, chunk), (30, b"data: [DONE]\n\n")])
    assert (recording.outcome, recording.response.text) == (Outcome.COMPLETED, "aa")
    (finding,) = [one for one in findings(recording) if one.code == "other-protocol"]
    assert finding.message == "The request was for Responses, and the answer is Chat Completions."


def test_of_a_refused_request_nothing_is_said_but_the_refusal() -> None:
    problem = Problem("rate limited", "429 Too Many Requests: slow down")
    (finding,) = findings(build_recording([], end=End.REFUSED, problem=problem))
    assert (finding.code, finding.message) == ("refused", "429 Too Many Requests: slow down")


def test_the_specification_is_named_where_it_is_not_the_usual_one() -> None:
    usual = build_recording(message_events())
    assert (profile_of(usual), profile_note(usual)) == ("openai", "")
    assert profile_note(usual, "open-responses") == "Held against Open Responses."
    shown = build_recording([*message_events(), (900, {"type": "acme:trace"})])
    assert (profile_of(shown), profile_of(shown, "openai")) == ("open-responses", "openai")
    assert (profile_note(shown), profile_note(shown, "openai")) == (
        "Held against Open Responses.",
        "",
    )
    chat = chat_recording(*TWISTER)
    assert (profile_of(chat, "open-responses"), profile_note(chat)) == ("", "")
