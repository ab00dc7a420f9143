"""Each rule about events: a stream that follows it, and one that does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ppchat.core.dialects.finding import Finding, Rule
from ppchat.core.dialects.responses.event_rules import protocol_findings
from ppchat.core.dialects.responses.events.rule_table import EVENT_RULES
from tests.support.recordings import build_recording, encode_sse, message_events

Frames = list[tuple[float, Any]]
Stream = Callable[[], Frames]


def sound() -> Frames:
    return list(message_events())


def with_event(n: int, **fields: Any) -> Stream:
    """The sound stream with fields of event `n` changed; `None` removes one."""

    def build() -> Frames:
        events = sound()
        data = {**events[n][1], **fields}
        events[n] = (events[n][0], {k: value for k, value in data.items() if value is not None})
        return events

    return build


def with_response(n: int, **fields: Any) -> Stream:
    """The sound stream with fields of the response in event `n` changed."""

    def build() -> Frames:
        events = sound()
        at_ms, data = events[n]
        events[n] = (at_ms, {**data, "response": {**data["response"], **fields}})
        return events

    return build


def with_usage(**fields: Any) -> Stream:
    return with_response(10, usage={**sound()[10][1]["response"]["usage"], **fields})


def ending(name: str, **fields: Any) -> Stream:
    """The sound stream with another terminal event."""

    def build() -> Frames:
        events = with_response(10, status=name, **fields)()
        events[10] = (events[10][0], {**events[10][1], "type": f"response.{name}"})
        return events

    return build


def with_raw(n: int, raw: Callable[[bytes], bytes]) -> Stream:
    """The sound stream with the bytes of event `n` changed."""

    def build() -> Frames:
        events = sound()
        events[n] = (events[n][0], raw(encode_sse(events[n][1])))
        return events

    return build


def too_large(raw: bytes) -> bytes:
    """The frame as it is kept when it was above the limit."""
    return raw[:60] + b"\n: frame of 20000000 bytes refused\n\n"


def changed(change: Callable[[Frames], Any]) -> Stream:
    """The sound stream after a change to its list of events."""

    def build() -> Frames:
        events = sound()
        change(events)
        return events

    return build


def renumbered(*positions: int) -> Stream:
    """Events of the sound stream, with numbers from 0."""

    def build() -> Frames:
        events = sound()
        chosen = [events[n] for n in positions]
        return [(ms, {**data, "sequence_number": n}) for n, (ms, data) in enumerate(chosen)]

    return build


ERROR = {"type": "error", "code": "server_error", "message": "busy", "param": None}
NESTED = {"type": "error", "error": {"code": "server_error", "message": "busy"}}
FAILED = {"code": "server_error", "message": "busy"}

DONE_FRAME = (900.0, b"data: [DONE]\n\n")
TRACE = (800.0, {"type": "acme:trace.delta", "sequence_number": 5})


def open_sound() -> Frames:
    """A sound stream of Open Responses, with a vendor's own event."""
    events = sound()
    events.insert(5, TRACE)
    numbered = [(ms, {**data, "sequence_number": n}) for n, (ms, data) in enumerate(events)]
    return [*numbered, DONE_FRAME]


def open_with(n: int, raw: Callable[[bytes], bytes]) -> Stream:
    def build() -> Frames:
        events = open_sound()
        events[n] = (events[n][0], raw(encode_sse(events[n][1])))
        return events

    return build


def open_with_error(error: dict[str, Any]) -> Stream:
    def build() -> Frames:
        events = open_sound()
        number = events[-2][1]["sequence_number"]
        failed = {**events[-2][1], "type": "response.failed", "sequence_number": number + 1}
        failed["response"] = {**failed["response"], "status": "failed", "error": FAILED}
        return [
            *events[:-2],
            (890, {**error, "sequence_number": number}),
            (895, failed),
            DONE_FRAME,
        ]

    return build


STREAMS: list[tuple[str, Stream, Stream]] = [
    ("empty", sound, list),
    ("damaged", sound, with_raw(5, lambda raw: raw[:40] + b"\n\n")),
    ("oversize", sound, with_raw(7, too_large)),
    ("cut-off", sound, with_raw(10, lambda raw: raw[:-1])),
    (
        "untyped",
        with_raw(5, lambda raw: b"event: response.output_text.delta\n" + raw),
        with_event(5, type=""),
    ),
    (
        "event-name",
        with_raw(5, lambda raw: b"id: 5\n" + raw),
        with_raw(5, lambda raw: b"id: 5\nevent: message\n" + raw[raw.index(b"data:") :]),
    ),
    ("unknown-type", sound, with_event(5, type="response.poem.delta")),
    ("field-missing", sound, with_event(5, content_index=None)),
    ("field-omitted", sound, with_event(5, logprobs=None)),
    ("wrong-kind", sound, with_event(5, content_index="0")),
    ("wrong-value", with_response(0, status="queued"), with_response(0, status="begun")),
    ("sequence-repeated", sound, with_event(5, sequence_number=4)),
    ("sequence-back", sound, changed(lambda events: events.insert(4, events.pop(5)))),
    ("sequence-gap", sound, changed(lambda events: events.pop(5))),
    ("sequence-partial", sound, with_event(5, sequence_number=None)),
    (
        "sequence-missing",
        sound,
        lambda: [(ms, {**data, "sequence_number": None}) for ms, data in sound()],
    ),
    ("sequence-start", sound, changed(lambda events: events.__delitem__(slice(0, 5)))),
    ("no-created", sound, renumbered(*range(1, 11))),
    ("created-twice", sound, renumbered(0, 0, *range(1, 11))),
    ("response-id-changes", sound, with_response(10, id="resp_2")),
    ("model-changes", sound, with_response(10, model="gpt-y")),
    ("status-contradicts", sound, with_response(10, status="failed")),
    ("failed-without-error", ending("failed", error=FAILED), ending("failed")),
    (
        "incomplete-without-reason",
        ending("incomplete", incomplete_details={"reason": "max_output_tokens"}),
        ending("incomplete"),
    ),
    (
        "usage-of-chat",
        sound,
        with_response(10, usage={"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}),
    ),
    ("usage-sum", with_usage(input_tokens=6, total_tokens=9), with_usage(total_tokens=9)),
    ("usage-zero", sound, with_usage(output_tokens=0, total_tokens=5)),
    (
        "error-nested",
        changed(lambda events: events.insert(10, (900, {**ERROR, "sequence_number": 10}))),
        changed(lambda events: events.insert(10, (900, {**NESTED, "sequence_number": 10}))),
    ),
    ("error-flat", open_with_error(NESTED), open_with_error(ERROR)),
    ("error-end", sound, lambda: [*sound()[:6], (900, {**ERROR, "sequence_number": 6})]),
    ("no-terminal", sound, changed(lambda events: events.pop())),
    ("after-end", sound, lambda: [*sound(), sound()[5]]),
    ("two-responses", sound, lambda: [*sound(), *sound()]),
    ("sentinel", sound, lambda: [*sound(), DONE_FRAME]),
    ("no-sentinel", open_sound, lambda: open_sound()[:-1]),
    ("no-event-line", open_sound, open_with(7, lambda raw: raw[raw.index(b"data:") :])),
    ("extension", sound, changed(lambda events: events.insert(5, TRACE))),
]


def findings(stream: Stream, profile: str) -> list[Finding]:
    return protocol_findings(build_recording(stream()), profile)


def test_every_rule_has_its_streams() -> None:
    assert [code for code, _, _ in STREAMS] == list(EVENT_RULES)


@pytest.mark.parametrize(("code", "good", "bad"), STREAMS, ids=[code for code, _, _ in STREAMS])
def test_a_rule(code: str, good: Stream, bad: Stream) -> None:
    profile = EVENT_RULES[code].profile
    assert code not in {finding.code for finding in findings(good, profile)}
    (finding,) = [finding for finding in findings(bad, profile) if finding.code == code]
    assert finding.severity is EVENT_RULES[code].severity
    assert finding.message.endswith(".")


@pytest.mark.parametrize("rule", EVENT_RULES.values(), ids=list(EVENT_RULES))
def test_a_rule_is_in_plain_words(rule: Rule) -> None:
    assert rule.words.endswith(".")
    assert rule.source
    assert len(rule.words) < 100
