"""HTTP archives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ppchat.core.formats.har import archive_streams, archive_text
from ppchat.core.formats.jsonl import FormatError
from ppchat.core.metrics.metrics import metrics
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import TRUNCATED, End, Request, Started
from ppchat.core.stream.sse import Frame
from ppchat.demo.recordings import recordings
from tests.support.chunks import LINE_FRAMES, LINES, chat_recording
from tests.support.messages import TWISTER
from tests.support.recordings import build_frame
from tests.support.streams import open_recording

SSE = "text/event-stream"
BODY = 'event: a\ndata: {"type":"a"}\n\ndata: [DONE]\n\n'


def archive(**entry: Any) -> dict[str, Any]:
    request = {
        "method": "POST",
        "url": "https://api.example/v1/responses?x=1",
        "postData": {"text": '{"model":"m"}'},
    }
    response = {
        "status": 200,
        "headers": [
            {"name": "Content-Type", "value": "text/event-stream"},
            {"name": "Set-Cookie", "value": "secret"},
        ],
        "content": {"mimeType": "text/event-stream; charset=utf-8", "text": BODY},
    }
    valid_entry = {"request": request, "response": response} | entry
    return {
        "log": {"entries": [{"response": {"content": {"mimeType": "text/html"}}}, valid_entry, 7]}
    }


def test_a_body_is_a_stream_without_times() -> None:
    (stream,) = archive_streams(archive(startedDateTime="2026-03-01T12:00:00Z"))
    recording = stream.recording()
    assert not recording.timed
    assert b"".join(frame.raw for frame in recording.frames()).decode() == BODY
    assert recording.request.base_url == "https://api.example/v1"
    assert recording.request.model == "m"
    assert recording.started_at == "2026-03-01T12:00:00Z"
    assert recording.opened
    assert recording.opened.headers["set-cookie"] == "•••"


def test_a_body_can_be_base64() -> None:
    content = {"mimeType": "text/event-stream", "text": "ZGF0YTog/wo=", "encoding": "base64"}
    (stream,) = archive_streams(archive(response={"content": content}))
    assert stream.recording().raw(0) == b"data: \xff\n"


def test_a_body_that_is_not_base64_is_reported() -> None:
    content = {"mimeType": "text/event-stream", "text": "%", "encoding": "base64"}
    with pytest.raises(FormatError, match="Base64"):
        list(archive_streams(archive(response={"content": content})))


def test_event_messages_of_a_browser_have_times() -> None:
    messages = [
        {"time": 1772366400.5, "eventName": "a", "eventId": "", "data": '{"type":"a"}'},
        {"time": 1772366401.25, "eventName": "message", "data": "x\ny"},
        "nonsense",
    ]
    exported_archive = archive(
        startedDateTime="2026-03-01T13:00:00.000+01:00",
        timings={"blocked": -1, "dns": 20, "send": 30, "wait": 100.5},
        _eventSourceMessages=messages,
    )
    (stream,) = archive_streams(exported_archive)
    recording = stream.recording()
    assert recording.timed
    assert [recording.since_start_ns(n) / 1e6 for n in range(2)] == [480, 1230]
    assert recording.raw(0) == b'event: a\ndata: {"type":"a"}\n\n'
    assert recording.raw(1) == b"data: x\ndata: y\n\n"
    assert recording.opened
    assert (recording.opened.at_ns - recording.t0_ns) / 1e6 == 130.5
    assert recording.ended
    assert recording.ended.end is End.EOF


@pytest.mark.parametrize(
    ("started_at", "time"),
    [("", 1772366400), ("2026-03-01T12:00:00Z", None), ("2026-03-01T12:00:00Z", 1e300)],
)
def test_without_a_valid_time_the_stream_has_no_times(started_at: str, time: float | None) -> None:
    messages = [{"time": 1772366400, "data": "x"}, {"time": time, "data": "y"}, {"data": 7}]
    (stream,) = archive_streams(
        archive(startedDateTime=started_at, _eventSourceMessages=messages[: 3 if time else 2])
    )
    recording = stream.recording()
    assert not recording.timed
    assert recording.raw(1) == b"data: y\n\n"
    assert {frame.at_ns for frame in recording.frames()} == {0}


@pytest.mark.parametrize("value", [{}, {"log": 1}, {"log": {}}, {"log": {"entries": {}}}])
def test_other_json_is_not_an_archive(value: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        list(archive_streams(value))


def test_a_written_archive_is_read_back() -> None:
    demo = [recording for recording, _ in recordings()]
    text = "".join(archive_text(demo, "1"))
    loaded = [stream.recording() for stream in archive_streams(json.loads(text))]
    assert len(loaded) == len(demo)
    for before, after in zip(demo, loaded, strict=True):
        assert [f.raw for f in after.frames()] == [f.raw for f in before.frames()]
        assert after.request.body == before.request.body
        assert after.timed
        for n in range(len(before)):
            assert abs(after.since_start_ns(n) - before.since_start_ns(n)) < 2_000


def test_bytes_survive_an_archive() -> None:
    original = Recording(next(archive_streams(archive())).request, timed=False)
    original.extend(next(archive_streams(archive())).recording().frames())
    loaded = next(archive_streams(json.loads("".join(archive_text([original], "1"))))).recording()
    assert [f.raw for f in loaded.frames()] == [f.raw for f in original.frames()]


def test_the_bytes_of_a_timed_stream_survive_an_archive() -> None:
    raws = [b": ping\r\n\r\n", b'event: a\r\nid: 7\r\ndata: {"type":"a"}\r\n\r\n', b"data: 1\n\n"]
    original = Recording(Request({}, "https://a.example/v1"), "2026-03-01T12:00:00Z")
    original.apply(Started(1))
    original.extend([Frame(raw, 1 + n * 1_000_000) for n, raw in enumerate(raws)])
    loaded = next(archive_streams(json.loads("".join(archive_text([original], "1"))))).recording()
    assert [frame.raw for frame in loaded.frames()] == raws
    assert [round(loaded.since_start_ns(n), -4) for n in (1, 2)] == [1_000_000, 2_000_000]


def test_a_body_without_times_has_those_of_the_whole_response() -> None:
    timings = {"blocked": 7, "send": 0.5, "wait": 120, "receive": 800}
    (stream,) = archive_streams(archive(timings=timings))
    assert "EventSource" in stream.untimed
    values = metrics(stream.summary())
    assert (values.setup_ms, values.e2e_ms, values.ttft_ms) == (120.5, 920.5, None)


ERROR = {"mimeType": "application/json", "text": '{"error":{"message":"slow down"}}'}


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (429, ERROR),
        (200, {"mimeType": SSE, "_file": "a.txt"}),
        (200, {"mimeType": SSE, "text": BODY, "comment": "truncated"}),
        (200, {"mimeType": SSE, "text": BODY}),
    ],
)
def test_an_archive_that_is_exported_again_says_the_same(
    status: int, content: dict[str, str]
) -> None:
    response = {"status": status, "content": content}
    first = next(archive_streams(archive(response=response, timings={"wait": 7}))).recording()
    text = "".join(archive_text([first], "1"))
    again = next(archive_streams(json.loads(text))).recording()
    assert again.request == first.request
    assert again.opened == first.opened or first.opened is None
    assert [frame.raw for frame in again.frames()] == [frame.raw for frame in first.frames()]
    assert again.ended is not None
    assert first.ended is not None
    assert again.ended.end is first.ended.end
    assert (again.ended.problem and again.ended.problem.message) == (
        first.ended.problem and first.ended.problem.message
    )


def test_a_body_elsewhere_or_cut_off_is_no_violation() -> None:
    for content in ({"_file": "a1.txt"}, {"text": BODY, "comment": "Response body truncated"}):
        response = {"status": 200, "content": {"mimeType": "text/event-stream", **content}}
        (stream,) = archive_streams(archive(response=response))
        ended = stream.recording().ended
        assert ended is not None
        assert ended.problem is not None
        assert ended.problem.kind == TRUNCATED


def test_lines_of_ollama_are_read() -> None:
    lines = '{"model":"m","message":{"content":"a"},"done":false}\n{"model":"m","done":true}\n'
    request = {
        "method": "POST",
        "url": "http://h/api/chat",
        "postData": {"text": '{"model":"m","stream":true}'},
    }
    content = {"mimeType": "application/x-ndjson", "text": lines}
    entry = {"request": request, "response": {"status": 200, "content": content}}
    (stream,) = archive_streams({"log": {"entries": [entry]}})
    assert stream.recording().response.text == "a"


def test_an_unknown_request_has_the_path_of_the_dialect() -> None:
    frames = [build_frame(0, event) for event in TWISTER]
    text = "".join(archive_text([open_recording(frames)], "1"))
    url = json.loads(text)["log"]["entries"][0]["request"]["url"]
    assert url.endswith("/messages")


@pytest.mark.parametrize("timed", [True, False])
def test_lines_of_json_are_written_as_such(timed: bool) -> None:
    recording = chat_recording(*LINE_FRAMES, timed=timed, content_type="application/x-ndjson")
    written = json.loads("".join(archive_text([recording], "1")))
    assert written["log"]["entries"][0]["response"]["content"]["text"] == LINES.decode()
    (stream,) = archive_streams(written)
    assert [frame.raw for frame in stream.recording().frames()] == LINE_FRAMES


def test_what_cannot_be_a_line_is_written_as_it_is() -> None:
    raws = (b"data: {\n: frame of 20000000 bytes refused\n\n", *LINE_FRAMES)
    recording = chat_recording(*raws, content_type="application/x-ndjson")
    (stream,) = archive_streams(json.loads("".join(archive_text([recording], "1"))))
    assert [frame.raw for frame in stream.recording().frames()] == list(raws)
