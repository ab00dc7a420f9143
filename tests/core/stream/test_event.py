"""Frames → events."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.dialects.responses.event_types import COMMENT, DAMAGED, DONE
from ppchat.core.stream.event import Event, event
from ppchat.core.stream.sse import FRAME_LIMIT, Frame, Splitter

TYPE = "response.output_text.delta"


def understood(raw: bytes) -> Event:
    return event(3, Frame(raw, 7))


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
def test_a_sound_frame_in_any_form(raw: bytes) -> None:
    assert understood(raw) == Event(3, 7, "x", {"type": "x", "delta": "a"})


@pytest.mark.parametrize(
    ("raw", "kind", "fault"),
    [
        (b": ping\n\n", COMMENT, ""),
        (b"\n", COMMENT, ""),
        (b"data: [DONE]\n\n", DONE, ""),
        (b"data: [DONE] \r\n\r\n", DONE, ""),
        (b'event: x\ndata: {"delta":"a"}\n\n', "x", "no type in its data"),
        (b'event: x\ndata: {"type":7}\n\n', "x", "no type in its data"),
        (b'event: x\ndata: {"type":""}\n\n', "x", "no type in its data"),
        (b'data: {"delta":"a"}\n\n', DAMAGED, "no type in its data"),
        (b"event: x\ndata: {}\n\n", "x", ""),
        (b"event: x\n\n", "x", "an event without data"),
        (b"id: 7\n\n", COMMENT, ""),
        (b"event: x\ndata: null\n\n", "x", "not an object but null"),
        (b"data: 12\n\n", DAMAGED, "not an object but a number"),
        (b"data: true\n\n", DAMAGED, "not an object but a boolean"),
        (b'data: "a"\n\n', DAMAGED, "not an object but a string"),
        (b"data: [1]\n\n", DAMAGED, "not an object but a list"),
        (b'data: {"type":"x"\n\n', DAMAGED, "not JSON: Expecting ',' delimiter at character 11"),
        (b"event: x\ndata: <html>\n\n", "x", "not JSON: Expecting value at character 0"),
        (b'data: {"type":"x"}', "x", "cut off before its blank line"),
        (b'data: {"type":"x"}\n', "x", "cut off before its blank line"),
        (b'data: {"type":"x","d":"\xff"}\n\n', "x", "not UTF-8"),
        (b"da", DAMAGED, "cut off before its blank line"),
    ],
)
def test_what_is_wrong_with_a_frame_is_told(raw: bytes, kind: str, fault: str) -> None:
    found = understood(raw)
    assert (found.n, found.at_ns, found.type) == (3, 7, kind)
    assert found.fault == fault


def test_a_number_of_any_length_is_a_fault_at_most() -> None:
    found = understood(b'data: {"type":"x","n":' + b"9" * 5000 + b"}\n\n")
    assert found.fault == "not JSON: a number out of range"


@pytest.mark.parametrize("levels", [600, 5_000, 100_000])
@pytest.mark.parametrize(("opens", "closes"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_nesting_of_any_depth_is_a_fault_at_most(levels: int, opens: bytes, closes: bytes) -> None:
    value = opens * levels + b"1" + closes * levels
    found = understood(b'event: x\ndata: {"type":"x","v":' + value + b"}\n\n")
    assert found.type == "x"
    assert "not readable: nested" in found.fault
    assert "v" not in found.data


def test_nesting_that_is_read_can_be_walked() -> None:
    value = b"[" * 400 + b"]" * 400
    found = understood(b'data: {"type":"x","v":' + value + b"}\n\n")
    assert found.fault == ""
    assert json.dumps(found.data)


def test_a_frame_over_the_limit_tells_its_size() -> None:
    splitter = Splitter(100_000)
    (raw,) = splitter.feed(b'data: {"type":"x","d":"' + b"a" * 200_000 + b'"}\n\n')
    found = understood(raw)
    assert found.fault.startswith("a frame of 200,027 bytes; what is over the limit was refused")
    assert FRAME_LIMIT == 16 * 1024 * 1024


def test_delta_is_that_of_the_type() -> None:
    assert understood(b'data: {"type":"%b","delta":"a"}\n\n' % TYPE.encode()).delta == "a"
    assert understood(b'data: {"type":"response.new","delta":"a"}\n\n').delta == ""


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
    found = understood(raw)
    assert isinstance(found.type, str)
    assert found.type
    assert isinstance(found.data, dict)
    assert isinstance(found.delta, str)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(st.text(max_size=5), json_values, max_size=4), st.booleans())
def test_data_is_what_json_says_in_both_ways_of_reading(
    data: dict[str, object], plain: bool
) -> None:
    whole = data | {"type": "x"}
    text = json.dumps(whole).encode()
    raw = b"data: " + text + b"\n\n" if plain else b"data:  " + text + b"\r\n\r\n"
    found = understood(raw)
    assert found == Event(3, 7, "x", whole)


def test_what_was_cut_from_a_frame_over_the_limit_is_told_once() -> None:
    raw = b'data: {"type": "x", "delta": "aaaa\n: frame of 20000000 bytes refused\n\n'
    assert event(0, Frame(raw, 1)).fault == (
        "a frame of 20,000,000 bytes; what is over the limit was refused"
    )
