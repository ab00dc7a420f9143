"""The conditions of the filter language, one at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.inspect.filter_terms import FilterSyntaxError, FilterToken, parse_term
from ppchat.core.recording.recording import Recording
from tests.support.chunks import call_chunk, chat_recording, chunk
from tests.support.recordings import build_recording, message_events

RECORDING = build_recording(
    [
        *message_events(["Peter", " Piper", " pecks"]),
        (900, {"type": "keepalive"}),
        (901, b"data: [\n\n"),
        (902, {"type": "two words", "output_index": 1, "text": "x" * 5000}),
    ]
)


def matching(source: str, recording: Recording = RECORDING, at: int = 0) -> list[int]:
    matches = parse_term(FilterToken(source, at, at + len(source)))
    return [n for n in range(len(recording)) if matches(recording, n)]


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("type:*.delta", [4, 5, 6]),
        ("type:response.output_text.delta", [4, 5, 6]),
        ("type:output_text.delta", [4, 5, 6]),
        ("type=OUTPUT_TEXT.DELTA", [4, 5, 6]),
        ('type:"two words"', [13]),
        ("type:output_text", []),
        ("family:lifecycle", [0, 1, 10]),
        ("Family:TEXT", [4, 5, 6, 7]),
        ('text:" p"', [5, 6, 7]),
        ("text:PECKS", [6, 7]),
        ("pecks", [6, 7, 8, 9, 10]),
        ("json:pecks", [6, 7, 8, 9, 10]),
        ("$.delta:PECKS", [6]),
        ('$.delta:" p"', [5, 6]),
        ("$.item.type:mess*", [2, 9]),
        ("$.output_index>0", [13]),
        ("$.output_index=1", [13]),
        ("$.*.type:mess*", [2, 9]),
        ("$.nowhere:x", []),
        ("keepal", [11]),
        ("item:1", [13]),
        ("item:none", [0, 1, 10, 11, 12]),
        ("item:mess*", [2, 3, 4, 5, 6, 7, 8, 9]),
        ("gap>200ms", [2, 11]),
        ("gap>0.2s", [2, 11]),
        ("gap>200", [2, 11]),
        ("t>0.9s", [12, 13]),
        ("t>=900ms", [11, 12, 13]),
        ("t>1m", []),
        ("size>4k", [13]),
        ("size:4k-", [13]),
        ("n:4-6", [4, 5, 6]),
        ("n:11-", [11, 12, 13]),
        ("n:3", [3]),
        ("n=3", [3]),
        ("n<=1", [0, 1]),
        ("n<1", [0]),
        ("n:-1", []),
        ("delta>5", [5, 6]),
        ("is:fault", [12]),
        ("is:slow", [2, 11]),
        ("is:delta", [4, 5, 6]),
    ],
)
def test_matching_events(source: str, numbers: list[int]) -> None:
    assert matching(source) == numbers


def test_a_number_may_have_any_number_of_digits() -> None:
    assert matching("item:" + "9" * 5000) == matching("n>" + "9" * 5000) == []


@pytest.mark.parametrize(
    ("source", "marked", "message"),
    [
        ("gap>", "", "expected after gap>"),
        ("gap>soon", "soon", "number"),
        ("$.a[x]:1", "$.a[x]", "a path is written"),
        ("$.a:", "", "value is expected"),
        ("$.a>x", "x", "number"),
        ("gap>2parsecs", "parsecs", "unit"),
        ("n>2k", "k", "known: none"),
        ("family:texts", "texts", "unknown family"),
        ("type>a", ">", "use “:”"),
        ("is:odd", "odd", "unknown state"),
        ("n:3-x", "x", "number"),
        ("n:x-3", "x", "number"),
        ("colour:red", "colour", "unknown key"),
    ],
)
def test_a_mistake_is_reported_at_its_position(source: str, marked: str, message: str) -> None:
    at = 10
    with pytest.raises(FilterSyntaxError, match=message) as error_info:
        matching(source, at=at)
    mistake = error_info.value.mistake
    assert source[mistake.start - at : mistake.stop - at] == marked


@pytest.mark.parametrize("delta", ["Grüße", 'say "Grüße"', "GRÜSSE: Grüße 🙂"])
def test_a_word_in_an_escaped_delta_matches(delta: str) -> None:
    event = {"type": "response.output_text.delta", "output_index": 0, "delta": delta}
    escaped = build_recording([(1, event), (2, {**event, "delta": "Gruss"})])
    assert matching("text:grüße", escaped) == [0]


def test_a_quotation_mark_within_quotation_marks_is_escaped() -> None:
    event = {"type": "response.output_text.delta", "output_index": 0, "delta": 'say "two words"'}
    recording = build_recording([(1, event)])
    assert matching(r'text:"\"two words\""', recording) == [0]
    assert matching(r'text:"\"three"', recording) == []


@pytest.mark.parametrize("source", ["is:slow", "gap<5ms", "gap>=0", "gap:0-5", "t<1s", "t>=0"])
def test_an_event_without_a_time_matches_no_condition_on_time(source: str) -> None:
    untimed = build_recording(message_events(), timed=False)
    assert matching(source, untimed) == []


def test_without_the_time_of_the_request_time_begins_with_the_first_event() -> None:
    piped = Recording(RECORDING.request)
    piped.extend(RECORDING.frames())
    assert matching("gap>=0", piped) == list(range(1, len(piped)))
    assert matching("is:slow", piped) == matching("is:slow")
    assert matching("t<1ms", piped) == [0]


@given(st.text(alphabet="[]!-^a*?\\z&~|.+({", max_size=20))
def test_a_pattern_of_any_characters_is_tested(pattern: str) -> None:
    for key in ("type:", "item:"):
        if pattern:
            assert set(matching(key + pattern)) <= set(range(len(RECORDING)))


CHOICES = chat_recording(
    chunk(role="assistant"),
    chunk(content="a"),
    chunk(index=1, content="b"),
    chunk(index=1, reasoning="c"),
    call_chunk("{}", name="look", id="c0"),
    call_chunk("{}", index=1, name="look", id="c1"),
    chunk(content="d", finish="stop"),
)


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("item:c1", [2, 3, 5]),
        ("item:0", [4]),
        ('item:"c1 0"', [5]),
        ('item:"c1 message"', [2]),
        ("item:message", [1, 2, 6]),
        ("type:finish", [6]),
        ("type:content", [1, 2, 6]),
        ("type:content+finish", [6]),
        ("family:reasoning", [3]),
    ],
)
def test_items_and_joined_types_of_chunks(source: str, numbers: list[int]) -> None:
    assert matching(source, CHOICES) == numbers
