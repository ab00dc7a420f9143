"""Recordings as lines of JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.formats import jsonl
from ppchat.core.formats.jsonl import (
    FormatError,
    JsonlReader,
    Metadata,
)
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Problem, Request, Started
from ppchat.core.stream.sse import Frame
from tests.support.jsonl import dump_lines, load, load_with_metadata

URL = "http://127.0.0.1:1/v1"
PROBLEM = Problem("timeout", "too slow", "try later", 504, "req_1", 1.5, True)


def recording(*raws: bytes, ended: Ended | None = None, timed: bool = True) -> Recording:
    recording = Recording(
        Request({"model": "m", "input": "héron"}, URL, ("resp_1", 4), "PUT", "/other?a=1"),
        "2026-03-01T12:00:00+01:00" if timed else "",
        timed=timed,
    )
    t0 = 5_000_000_000 if timed else 0
    recording.apply(Started(t0))
    recording.apply(Opened(t0 + 3, 200, {"content-type": "text/event-stream"}))
    recording.apply(Arrived(tuple(Frame(raw, t0 + 10 * n) for n, raw in enumerate(raws))))
    recording.apply(ended or Ended(t0 + 1000, End.EOF))
    return recording


def same(a: Recording, b: Recording) -> bool:
    return (
        (a.request, a.started_at, a.timed, a.t0_ns) == (b.request, b.started_at, b.timed, b.t0_ns)
        and (a.opened, a.ended, a.faults) == (b.opened, b.ended, b.faults)
        and list(a.frames()) == list(b.frames())
        and [a.type(n) for n in range(len(a))] == [b.type(n) for n in range(len(b))]
        and [a.delta_size(n) for n in range(len(a))] == [b.delta_size(n) for n in range(len(b))]
        and a.response == b.response
    )


ends = st.sampled_from(
    [
        Ended(5_000_001_000, End.EOF),
        Ended(5_000_001_000, End.STOPPED),
        Ended(5_000_001_000, End.REFUSED, PROBLEM),
        Ended(5_000_001_000, End.BROKEN, Problem("dns", "no such host")),
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(max_size=40), max_size=8), ends)
def test_what_was_written_is_read_back(raws: list[bytes], ended: Ended) -> None:
    before = recording(*raws, ended=ended)
    about = Metadata({"openai": "3.54.0"}, "A title", ("heron", "bird"))
    after, metadata = load_with_metadata(dump_lines(before, about))
    assert same(before, after)
    assert metadata == about


def test_a_recording_without_times_says_so() -> None:
    before = recording(b"data: {}\n\n", timed=False)
    assert load(dump_lines(before)).timed is False


def test_how_long_commands_ran_is_kept_where_it_is_known() -> None:
    for commands_ns in (None, 0, 1_200_000_000):
        before = Recording(Request({}, "", commands_ns=commands_ns))
        assert load(dump_lines(before)).request.commands_ns == commands_ns


def test_lines_are_ascii_and_hold_no_line_end() -> None:
    raw = 'data: {"type":"x","delta":"\u2028\x85\x9b鷺"}\r\n\r\n'.encode()
    for line in dump_lines(recording(raw, b"\xff")):
        assert line.isascii()
        assert line.index("\n") == len(line) - 1


def test_a_file_cut_anywhere_yields_its_complete_events() -> None:
    frames = [b'data: {"type":"a"}\n\n', b"\xff\n\n", b'data: {"type":"b"}\n\n']
    written = list(dump_lines(recording(*frames)))
    text = "".join(written)
    for cut in range(len(written[0]), len(text)):
        loaded = load(text[:cut].splitlines(keepends=True))
        complete = [line for line in written[2:5] if text.index(line) + len(line) - 1 <= cut]
        assert [frame.raw for frame in loaded.frames()] == frames[: len(complete)]
        assert loaded.ended is not None
        if cut < len(text) - 1:
            assert loaded.ended.end is End.BROKEN
            assert loaded.ended.problem is not None
            assert "all complete events" in loaded.ended.problem.message


@pytest.mark.parametrize(
    "line",
    [
        '{"ns":1}x',
        '{"ns":true,"frame":""}',
        '{"ns":9999999999999999999,"frame":""}',
        '{"ns":1,"frame":7}',
        '{"ns":1,"frame":"\\ud800"}',
        '{"ns":1,"base64":"%"}',
        '{"opened":{}}',
        '{"ended":{"ns":1,"end":"never"}}',
        '{"ended":{"ns":1,"end":"eof","problem":{"kind":1}}}',
        "[]",
        "[" * 100_000,
    ],
)
def test_reading_ends_before_a_damaged_line(line: str) -> None:
    head, opened, one, two, end = dump_lines(recording(b"data: 1\n\n", b"data: 2\n\n"))
    loaded = load([head, opened, one, line, two, end])
    assert len(loaded) == 1
    assert loaded.ended is not None
    assert loaded.ended.problem is not None
    assert loaded.ended.problem.message.startswith("line 4 ")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "input is empty"),
        ("hello", "not a ppchat header"),
        ("{}", "not a ppchat header"),
        ("[1]", "not a ppchat header"),
        ('{"ppchat":"1"}', "not a number"),
        ('{"ppchat":1}', "damaged"),
        ('{"ppchat":1,"server":1,"request":{}}', "damaged"),
        ('{"ppchat":99}', "please update ppchat"),
    ],
)
def test_what_is_no_recording_is_reported_in_one_line(line: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        load([line])


def test_no_lines_at_all() -> None:
    with pytest.raises(FormatError):
        load([])


def test_an_older_file_goes_through_every_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    def to_version_2(line: jsonl.LineData) -> jsonl.LineData:
        return {("base64" if key == "bytes" else key): value for key, value in line.items()}

    old = [json.dumps({"ppchat": 1, "server": "", "request": {}}), '{"ns":1,"bytes":"aGk="}']
    monkeypatch.setattr(jsonl, "_CONVERTERS", [to_version_2])
    assert load(old).raw(0) == b"hi"
    assert json.loads(next(dump_lines(recording())))["ppchat"] == 2


def test_a_reader_gives_the_signals_of_a_source() -> None:
    before = recording(b"data: 1\n\n")
    reader = JsonlReader()
    signals = [reader.feed(line) for line in dump_lines(before)]
    assert signals == [
        Started(before.t0_ns),
        before.opened,
        Arrived((before.frame(0),)),
        before.ended,
    ]
    assert reader.close() is None
