"""Frames → events."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects.registry import DEFAULT_DIALECT
from ppchat.core.stream.event import COMMENT, DONE, UNTYPED, Event, parse_event
from ppchat.core.stream.sse import FRAME_LIMIT, Frame, FrameSplitter

TYPE = "response.output_text.delta"


def parse(raw: bytes) -> Event:
    return parse_event(3, Frame(raw, 7), DEFAULT_DIALECT)


@pytest.mark.parametrize(
    "raw",
    [
        b'event: x\ndata: {"type":"x","delta":"a"}\n\n',
        b'data: {"type":"x","delta":"a"}\n\n',
        b'data:{"type":"x","delta":"a"}\r\n\r\n',
        b'data: {"type":"x",\ndata: "delta":"a"}\n\n',
        b': ping\nid: 4\ndata: {"type":"x","delta":"a"}\n\n',
        b'\xef\xbb\xbfdata: {"type":"x","delta":"a"}\r\r',
        b'event: something else\ndata: {"type":"x","delta":"a"}\n\n',
    ],
)
def test_a_valid_frame_in_any_form(raw: bytes) -> None:
    assert parse(raw) == Event(3, 7, "x", {"type": "x", "delta": "a"})


@pytest.mark.parametrize(
    ("raw", "kind", "fault"),
    [
        (b": ping\n\n", COMMENT, ""),
        (b"\n", COMMENT, ""),
        (b"data: [DONE]\n\n", DONE, ""),
        (b"data: [DONE] \r\n\r\n", DONE, ""),
        (b'event: x\ndata: {"delta":"a"}\n\n', "x", "no `type` in the data"),
        (b'event: x\ndata: {"type":7}\n\n', "x", "no `type` in the data"),
        (b'event: x\ndata: {"type":""}\n\n', "x", "no `type` in the data"),
        (b'data: {"delta":"a"}\n\n', UNTYPED, "no `type` in the data"),
        (b"event: x\ndata: {}\n\n", "x", ""),
        (b"event: x\n\n", "x", "event without data"),
        (b"id: 7\n\n", COMMENT, ""),
        (b"event: x\ndata: null\n\n", "x", "expected an object, got null"),
        (b"data: 12\n\n", UNTYPED, "expected an object, got a number"),
        (b"data: true\n\n", UNTYPED, "expected an object, got a boolean"),
        (b'data: "a"\n\n', UNTYPED, "expected an object, got a string"),
        (b"data: [1]\n\n", UNTYPED, "expected an object, got a list"),
        (b'data: {"type":"x"\n\n', UNTYPED, "not JSON: Expecting ',' delimiter at character 11"),
        (b"event: x\ndata: <html>\n\n", "x", "not JSON: Expecting value at character 0"),
        (b'data: {"type":"x"}', "x", "cut off before its blank line"),
        (b'data: {"type":"x"}\n', "x", "cut off before its blank line"),
        (b'data: {"type":"x","d":"\xff"}\n\n', "x", "not UTF-8"),
        (b"da", UNTYPED, "cut off before its blank line"),
    ],
)
def test_faults(raw: bytes, kind: str, fault: str) -> None:
    event = parse(raw)
    assert (event.n, event.at_ns, event.type) == (3, 7, kind)
    assert event.fault == fault


END = "response.completed"
CUT = '{"type":"response.completed","resp'
ERROR = '{"type":"error","message":"busy"}'


@pytest.mark.parametrize(
    "data", [CUT, "null", "<html>", "", "[1]"], ids=["cut", "null", "html", "empty", "list"]
)
def test_what_cannot_be_read_ends_nothing(data: str) -> None:
    event = parse(f"event: {END}\ndata: {data}\n\n".encode())
    assert (event.type, dict(event.data)) == (UNTYPED, {})
    assert parse(f"event: {END}\n\n".encode()).type == UNTYPED


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (f"{CUT}\ndata: {ERROR}", "cut off, the second an error"),
        (f"{CUT}\nevent: error\ndata: {ERROR}", "cut off, the second an error"),
        (f"{CUT}data: {ERROR}", "cut off, the second an error"),
        (f"{CUT}{ERROR}", "cut off, the second an error"),
        (f"{CUT}\ndata: {json.dumps({'error': {'message': 'busy'}})}", "cut off, the second an"),
        (f'{{"type":"x"}}\ndata: {ERROR}', "complete, the second an error"),
        (f'{{"type":"x"}}{ERROR}', "complete, the second an error"),
    ],
)
def test_an_error_written_into_another_frame_is_read(data: str, fault: str) -> None:
    event = parse(f"data: {data}\n\n".encode())
    assert event.fault.startswith(f"two JSON texts in one frame, the first {fault}")
    assert "busy" in str(event.data)


def test_two_events_in_one_frame() -> None:
    event = parse(b'data: {"type":"x"}\ndata: {"type":"y"}\n\n')
    assert event.fault == "two JSON texts in one frame, the first complete"
    assert event.data == {}
    nested = parse(b'data: {"type":"x","item":{"a":[{"b":1}]\n\n')
    assert nested.fault.startswith("not JSON")


def test_a_number_of_any_length_is_a_fault_at_most() -> None:
    event = parse(b'data: {"type":"x","n":' + b"9" * 5000 + b"}\n\n")
    assert event.fault == "not JSON: number out of range"


@pytest.mark.parametrize("levels", [600, 5_000, 100_000])
@pytest.mark.parametrize(("opens", "closes"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_nesting_of_any_depth_is_a_fault_at_most(levels: int, opens: bytes, closes: bytes) -> None:
    value = opens * levels + b"1" + closes * levels
    event = parse(b'event: x\ndata: {"type":"x","v":' + value + b"}\n\n")
    assert event.type == "x"
    assert "not readable: nested" in event.fault
    assert "v" not in event.data


def test_nesting_that_is_read_can_be_walked() -> None:
    value = b"[" * 400 + b"]" * 400
    event = parse(b'data: {"type":"x","v":' + value + b"}\n\n")
    assert event.fault == ""
    assert json.dumps(event.data)


def test_the_fault_of_a_truncated_frame_states_its_size() -> None:
    splitter = FrameSplitter(100_000)
    (raw,) = splitter.feed(b'data: {"type":"x","d":"' + b"a" * 200_000 + b'"}\n\n')
    event = parse(raw)
    assert event.fault.startswith("frame of 200,027 bytes exceeds the limit and was truncated")
    assert FRAME_LIMIT == 16 * 1024 * 1024


def test_delta_is_that_of_the_type() -> None:
    assert parse(b'data: {"type":"%b","delta":"a"}\n\n' % TYPE.encode()).delta == "a"
    assert parse(b'data: {"type":"response.new","delta":"a"}\n\n').delta == ""


fields = st.sampled_from(
    [
        *(b"data: ", b"data:", b"event: x", b": c", b"\n", b"\n\n", b"\r\n", b"{", b"}"),
        *(b'"type":"x"', b"[", b"]", b"null", b",", b"[DONE]", b"\xff", b"\xc3", b"1e999"),
        *(b"NaN", b"\\ud800", b'"'),
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.binary(max_size=60), st.lists(fields, max_size=12).map(b"".join)))
def test_no_bytes_raise(raw: bytes) -> None:
    event = parse(raw)
    assert isinstance(event.type, str)
    assert event.type
    assert isinstance(event.data, dict)
    assert isinstance(event.delta, str)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(st.text(max_size=5), json_values, max_size=4), st.booleans())
def test_both_ways_of_parsing_agree_with_json(data: dict[str, object], plain: bool) -> None:
    expected = data | {"type": "x"}
    text = json.dumps(expected).encode()
    raw = b"data: " + text + b"\n\n" if plain else b"data:  " + text + b"\r\n\r\n"
    event = parse(raw)
    assert event == Event(3, 7, "x", expected)


def test_a_truncated_frame_has_one_fault() -> None:
    raw = b'data: {"type": "x", "delta": "aaaa\n: frame of 20000000 bytes refused\n\n'
    assert parse_event(0, Frame(raw, 1), DEFAULT_DIALECT).fault == (
        "frame of 20,000,000 bytes exceeds the limit and was truncated"
    )


def test_an_error_in_the_field_of_that_name_is_read() -> None:
    event = parse(b'error: {"code":500,"message":"slot died"}\n\n')
    assert (event.type, event.fault) == ("error", "")
    assert event.data == {"error": {"code": 500, "message": "slot died"}}
    assert parse(b"error: words\n\n").type == COMMENT
