"""A request → stamped frames."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from contextlib import aclosing

import pytest

from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.core.dialects.registry import ASKABLE
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Problem, Request, Started
from tests.support.chunks import LINE_FRAMES, LINES, chunk_frames
from tests.support.loopback import (
    Exchange,
    answer,
    collect,
    ended_signal,
    hello_request,
    opened_signal,
    raw_answer,
    raw_bytes,
    scripted_server,
    sse_frame,
    text_stream,
)

_, CHAT = ASKABLE
KEY = Secret("sk-test-1234567890")


async def problem_of(base_url: str, key: Secret | None = None) -> Problem:
    """The problem that a request without a stream ends with."""
    async with OpenAIReader() as reader:
        end = ended_signal(await collect(reader.stream(hello_request(base_url), key)))
    assert end.end is End.REFUSED
    assert end.problem
    return end.problem


async def test_a_stream_is_started_opened_read_and_ended() -> None:
    frames = text_stream("Sure", "!")
    script = answer(*frames, x_request_id="req_1", set_cookie="a=b")
    async with scripted_server(script) as server, OpenAIReader() as reader:
        before_ns = time.monotonic_ns()
        signals = await collect(reader.stream(hello_request(server.base_url)))
    assert isinstance(signals[0], Started)
    assert raw_bytes(signals) == b"".join(frames)
    assert ended_signal(signals) == Ended(ended_signal(signals).at_ns, End.EOF)
    head = opened_signal(signals)
    assert head.status == 200
    assert head.headers["x-request-id"] == "req_1"
    assert "set-cookie" not in head.headers
    stamps = [
        signals[0].at_ns,
        head.at_ns,
        *(
            frame.at_ns
            for signal in signals
            if isinstance(signal, Arrived)
            for frame in signal.frames
        ),
        ended_signal(signals).at_ns,
    ]
    assert before_ns <= stamps[0]
    assert stamps == sorted(stamps)


async def test_the_request_is_one_post_with_the_body_unchanged() -> None:
    body = {
        "model": "m",
        "input": [{"role": "user", "content": "\u2028 é 😀"}],
        "stream": False,
        "temperature": 0.5,
        "a_field_of_tomorrow": {"deep": [1, None]},
        "extra_headers": {"x": "y"},
        "timeout": 3,
    }
    async with scripted_server(answer(*text_stream("a"))) as server, OpenAIReader() as reader:
        await collect(reader.stream(Request(body, server.base_url), KEY))
    (request,) = server.requests
    assert (request.method, request.target) == ("POST", "/v1/responses")
    assert request.json == body | {"stream": True}
    assert request.headers["authorization"] == f"Bearer {KEY.reveal()}"
    assert request.headers["accept-encoding"] == "identity"


async def test_one_connection_serves_all_turns() -> None:
    async with scripted_server(answer(*text_stream("a"))) as server, OpenAIReader() as reader:
        for _ in range(3):
            await collect(reader.stream(hello_request(server.base_url), KEY))
    assert len(server.requests) == 3
    assert server.connections == 1


async def test_frames_come_whole_whatever_the_chunks() -> None:
    frames = [*text_stream("é", "😀\u2028"), b": ping\r\n\r\n", b"data: [DONE]\r\r"]
    stream = b"".join(frames)
    for size in (1, 3, 64, len(stream)):
        chunks = [stream[at : at + size] for at in range(0, len(stream), size)]
        async with scripted_server(answer(*chunks)) as server, OpenAIReader() as reader:
            signals = await collect(reader.stream(hello_request(server.base_url)))
        received = [
            frame.raw
            for signal in signals
            if isinstance(signal, Arrived)
            for frame in signal.frames
        ]
        assert received == frames


async def test_a_frame_is_given_before_the_next_one_is_sent() -> None:
    seen = asyncio.Event()
    first, *others = text_stream("a", "b")

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(first)
        await seen.wait()
        await exchange.chunk(*others)
        await exchange.close()

    async with scripted_server(script) as server, OpenAIReader() as reader:
        signals = []
        async for signal in reader.stream(hello_request(server.base_url)):
            signals.append(signal)
            if isinstance(signal, Arrived):
                seen.set()
    assert raw_bytes(signals) == first + b"".join(others)


async def test_closing_the_iterator_closes_the_connection() -> None:
    gone = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(text_stream("a")[0])
        await exchange.wait_for_disconnect()
        gone.set()

    async with scripted_server(script) as server, OpenAIReader() as reader:
        async with aclosing(reader.stream(hello_request(server.base_url))) as stream:
            async for signal in stream:
                if isinstance(signal, Arrived):
                    break
        await gone.wait()


@pytest.mark.parametrize("after", ["nothing", "the head", "a frame"])
async def test_cancelling_the_task_closes_the_connection(after: str) -> None:
    requested, gone, arrived = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def script(exchange: Exchange) -> None:
        if after != "nothing":
            await exchange.open()
        if after == "a frame":
            await exchange.chunk(text_stream("a")[0])
        requested.set()
        await exchange.wait_for_disconnect()
        gone.set()

    async def read() -> None:
        async for signal in reader.stream(hello_request(server.base_url)):
            if isinstance(signal, {"the head": Opened, "a frame": Arrived}.get(after, Started)):
                arrived.set()

    async with scripted_server(script) as server, OpenAIReader() as reader:
        task = asyncio.create_task(read())
        await arrived.wait()
        await requested.wait()
        task.cancel()
        await gone.wait()
        await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


async def test_a_stream_cut_in_the_middle_keeps_its_frames() -> None:
    first, second, *_ = text_stream("a")

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(first, second[:10])
        exchange.writer.close()

    async with scripted_server(script) as server, OpenAIReader() as reader:
        signals = await collect(reader.stream(hello_request(server.base_url)))
    assert raw_bytes(signals) == first + second[:10]
    assert ended_signal(signals).end is End.BROKEN
    problem = ended_signal(signals).problem
    assert problem
    assert problem.kind == "broken"
    assert problem.retryable


async def test_a_connection_that_is_reset_is_broken() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(text_stream("a")[0])
        exchange.writer.transport.abort()

    async with scripted_server(script) as server, OpenAIReader() as reader:
        signals = await collect(reader.stream(hello_request(server.base_url)))
    assert ended_signal(signals).end is End.BROKEN


async def test_a_body_that_ends_with_the_connection_is_a_stream_too() -> None:
    frames = text_stream("a")
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\n"
    async with scripted_server(raw_answer(head, *frames)) as server, OpenAIReader() as reader:
        signals = await collect(reader.stream(hello_request(server.base_url)))
    assert raw_bytes(signals) == b"".join(frames)
    assert ended_signal(signals).end is End.EOF


async def test_a_server_that_never_closes_is_left_after_its_last_event() -> None:
    gone = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(*text_stream("a"), sse_frame("[DONE]"))
        await exchange.wait_for_disconnect()
        gone.set()

    async with scripted_server(script) as server, OpenAIReader() as reader:
        signals = await collect(reader.stream(hello_request(server.base_url)))
        await gone.wait()
    assert raw_bytes(signals).endswith(b"data: [DONE]\n\n")
    assert ended_signal(signals).end is End.EOF


@pytest.mark.parametrize("media", ["", "text/plain", "application/json", "text/html"])
async def test_a_stream_with_a_wrong_content_type_is_known_by_its_first_bytes(media: str) -> None:
    frames = text_stream("a")
    stream = b"\r\n" + b"".join(frames)
    script = answer(stream[:1], stream[1:4], stream[4:], content_type=media)
    async with scripted_server(script) as server, OpenAIReader() as reader:
        signals = await collect(reader.stream(hello_request(server.base_url)))
    assert raw_bytes(signals) == stream
    assert ended_signal(signals).end is End.EOF


@pytest.mark.parametrize("media", ["application/x-ndjson", "application/json"])
async def test_a_stream_of_lines_of_json(media: str) -> None:
    script = answer(LINES[:9], LINES[9:], content_type=media)
    async with scripted_server(script) as server, OpenAIReader() as reader:
        signals = await collect(reader.stream(hello_request(server.base_url)))
    assert raw_bytes(signals) == b"".join(LINE_FRAMES)
    assert ended_signal(signals).end is End.EOF


@pytest.mark.parametrize(
    ("media", "body", "message"),
    [
        (
            "text/html",
            b"<html><head><title>Sign in &amp; go</title></head></html>",
            "This is an HTML page, not a stream: Sign in & go.",
        ),
        ("text/html; charset=utf-8", b"<p>Hello</p>\n<p>x</p>", "not a stream: text/html: Hello"),
        (
            "application/json",
            b'{"error": {"message": "no such\\nthing", "code": "x"}}',
            "This is a JSON error, not a stream: no such thing (x).",
        ),
        ("application/json", b'{"id": 1}', 'not a stream: application/json: {"id": 1}'),
        ("", b"hello\nthere", "not a stream: no content type: hello"),
        ("text/event-streaming", b"da", "not a stream: text/event-streaming: da"),
        ("text/plain", b"", "not a stream: empty response"),
    ],
)
async def test_anything_else_is_not_a_stream(media: str, body: bytes, message: str) -> None:
    async with scripted_server(answer(*([body] if body else []), content_type=media)) as server:
        problem = await problem_of(server.base_url)
    assert (problem.kind, problem.message, problem.status) == ("not a stream", message, 200)
    assert problem.advice


async def test_an_event_stream_without_a_byte_is_not_a_stream() -> None:
    async with scripted_server(answer()) as server:
        problem = await problem_of(server.base_url)
    assert problem.message == "not a stream: empty response"


async def test_a_compressed_answer_is_unpacked() -> None:
    frames = text_stream("Hel", "lo")
    script = answer(gzip.compress(b"".join(frames)), content_encoding="gzip")
    async with scripted_server(script) as server, OpenAIReader() as reader:
        signals = await collect(reader.stream(hello_request(server.base_url)))
        assert server.requests[0].headers["accept-encoding"] == "identity"
    assert raw_bytes(signals) == b"".join(frames)
    assert opened_signal(signals).headers["content-encoding"] == "gzip"
    assert ended_signal(signals).end is End.EOF
    assert ended_signal(signals).problem is None


async def test_a_compression_that_is_not_known_is_named_without_reading() -> None:
    async with scripted_server(answer(b"?", content_encoding="compress")) as server:
        problem = await problem_of(server.base_url)
    assert problem.message == "not a stream: compressed (compress)"


async def test_damaged_and_endless_compressed_streams_break() -> None:
    damaged = gzip.compress(b"".join(text_stream("Hel", "lo")))[:60] + b"\xff" * 60
    for body, reason in (
        (damaged, "is damaged"),
        (gzip.compress(bytes(40 << 20)), "without end"),
        (gzip.compress(b"data: {}\n\n" * (1 << 20)), "without end"),
    ):
        script = answer(body, content_encoding="gzip")
        async with scripted_server(script) as server, OpenAIReader() as reader:
            signals = await collect(reader.stream(hello_request(server.base_url)))
        ended = ended_signal(signals)
        assert ended.end in (End.BROKEN, End.REFUSED)
        assert ended.problem
        assert reason in ended.problem.message
        assert len(raw_bytes(signals)) < 2_000_000
        assert sum(len(signal.frames) for signal in signals if isinstance(signal, Arrived)) < 30_000


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (b"SSH-2.0-x\r\n", "does not speak HTTP: it sent SSH-2.0-x"),
        (b"HTTP/1.1 502 Bad\r\nx-note: g", "it sent HTTP/1.1 502 Bad x-note: g"),
        (b"HTTP/1.1 200 OK\r\nx: sk-test\r\nno\r\n\r\n", "it sent HTTP/1.1 200 OK x: ••• no"),
        (b"HTTP/1.1 503 x\r\nx: " + b"y" * 200_000, "too long; it sent HTTP/1.1 503 x x: yyy"),
    ],
    ids=["other protocol", "half a head", "no header", "long head"],
)
async def test_what_cannot_be_parsed_is_shown_as_it_came(sent: bytes, message: str) -> None:
    async with scripted_server(raw_answer(sent)) as server, OpenAIReader() as reader:
        ended = ended_signal(
            await collect(reader.stream(hello_request(server.base_url), Secret("sk-test")))
        )
    assert ended.end is End.REFUSED
    assert ended.problem
    assert message in ended.problem.message


def error_body(message: str, code: str = "") -> bytes:
    return json.dumps({"error": {"message": message, "code": code}}).encode()


@pytest.mark.parametrize(
    ("status", "body", "kind", "message", "retryable"),
    [
        ("400 Bad", error_body("no"), "bad request", "400 Bad Request: no", False),
        ("401 x", error_body("wrong"), "unauthorized", "401 Unauthorized: wrong", False),
        ("403 x", b'{"error": "no"}', "forbidden", "403 Forbidden: no", False),
        ("404 x", b"<h1>lost</h1>", "no endpoint", "404 Not Found: lost", False),
        ("408 x", b"", "timeout", "408 Request Timeout", True),
        ("413 x", b"big", "too large", "413 Content Too Large: big", False),
        (
            "422 x",
            b'{"detail": [{"loc": ["body", "model"], "msg": "missing"}]}',
            "unprocessable",
            "422 Unprocessable Content: body.model: missing",
            False,
        ),
        ("429 x", error_body("slow"), "rate limited", "429 Too Many Requests: slow", True),
        (
            "429 x",
            error_body("pay", "insufficient_quota"),
            "quota",
            "429 Too Many Requests: pay",
            False,
        ),
        ("500 x", b"\x1b[31mred\xff", "server error", "500 Internal Server Error: ", True),
        ("503 x", b"", "server error", "503 Service Unavailable", True),
        ("599 x", b"", "server error", "599 (nonstandard status)", True),
    ],
)
async def test_a_status_is_reported_in_one_line(
    status: str, body: bytes, kind: str, message: str, retryable: bool
) -> None:
    parts = [body] if body else []
    script = answer(*parts, status=status, content_type="", x_request_id="req_9")
    async with scripted_server(script) as server, OpenAIReader() as reader:
        signals = await collect(reader.stream(hello_request(server.base_url), KEY))
    assert len(server.requests) == 1
    assert opened_signal(signals).status == int(status[:3])
    problem = ended_signal(signals).problem
    assert problem
    assert ended_signal(signals).end is End.REFUSED
    assert (problem.kind, problem.retryable, problem.request_id) == (kind, retryable, "req_9")
    assert problem.message.startswith(message)
    assert "\n" not in problem.message
    assert problem.advice


async def test_a_redirect_is_reported_and_not_followed() -> None:
    async with scripted_server(answer(*text_stream("a"))) as other:
        script = answer(status="307 Go", location=f"{other.base_url}/responses", content_type="")
        async with scripted_server(script) as server:
            problem = await problem_of(server.base_url, KEY)
    assert other.requests == []
    assert problem.kind == "redirect"
    assert f"{other.base_url}/responses" in problem.message


async def test_a_key_that_a_server_echoes_is_redacted() -> None:
    script = answer(error_body(f"bad key {KEY.reveal()}!"), status="401 x")
    async with scripted_server(script) as server:
        problem = await problem_of(server.base_url, KEY)
    assert problem.message == "401 Unauthorized: bad key •••!"


@pytest.mark.parametrize("value", ["", "with space", "new\nline", "schlüssel", "a\x7f"])
async def test_a_key_that_no_header_can_hold_is_not_sent_and_not_quoted(value: str) -> None:
    async with scripted_server(answer(*text_stream("a"))) as server:
        problem = await problem_of(server.base_url, Secret(value))
    assert server.requests == []
    assert problem.kind == "bad key"
    assert not value or value not in problem.message + problem.advice


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"", "broken"),
        (b"HTTP/1.1 200 OK\r\ncontent-ty", "broken"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "broken"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "broken"),
        (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 40_000 + b"\r\n", "broken"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: ten\r\n\r\n", "broken"),
    ],
)
async def test_half_a_head_or_garbage_is_reported(sent: bytes, kind: str) -> None:
    async with scripted_server(raw_answer(sent)) as server:
        problem = await problem_of(server.base_url)
    assert problem.kind == kind
    assert problem.advice


@pytest.mark.parametrize(
    ("base_url", "kind"),
    [
        ("http://127.0.0.1:1/v1", "refused"),
        ("http://host.invalid/v1", "dns"),
        ("ftp://127.0.0.1/v1", "bad base url"),
        ("nonsense", "bad base url"),
        ("http://", "bad base url"),
        ("http://[::1", "bad base url"),
        ("http://127.0.0.1:99999/v1", "bad base url"),
    ],
)
async def test_an_unreachable_server_is_reported(base_url: str, kind: str) -> None:
    problem = await problem_of(base_url)
    assert problem.kind == kind
    assert problem.advice


async def test_tls_against_a_plain_server_is_reported() -> None:
    async with scripted_server(answer(*text_stream("a"))) as server:
        problem = await problem_of(server.base_url.replace("http:", "https:"))
    assert (problem.kind, "handshake was not answered" in problem.message) == ("tls", True)


async def test_an_unencodable_prompt_is_reported() -> None:
    async with scripted_server(answer(*text_stream("a"))) as server, OpenAIReader() as reader:
        signals = await collect(
            reader.stream(hello_request(server.base_url, instructions="\ud800"))
        )
    assert isinstance(signals[0], Started)
    problem = ended_signal(signals).problem
    assert problem
    assert problem.kind == "bad request"


async def test_a_stream_is_resumed_after_the_last_event() -> None:
    frames = text_stream("a", "b")
    async with scripted_server(answer(*frames)) as server, OpenAIReader() as reader:
        signals = await collect(reader.stream(Request({}, server.base_url, resume=("resp_1", 3))))
    (request,) = server.requests
    assert request.method == "GET"
    path, _, query = request.target.partition("?")
    assert path == "/v1/responses/resp_1"
    assert set(query.split("&")) == {"stream=true", "starting_after=3"}
    assert raw_bytes(signals) == b"".join(frames[4:])


async def test_a_resumed_stream_with_nothing_left_ends() -> None:
    async with scripted_server(answer()) as server, OpenAIReader() as reader:
        signals = await collect(reader.stream(Request({}, server.base_url, resume=("resp_1", 9))))
    assert ended_signal(signals).end is End.EOF


async def test_a_whole_stream_makes_a_completed_recording() -> None:
    async with (
        scripted_server(answer(*text_stream("Sure", "!"))) as server,
        OpenAIReader() as reader,
    ):
        recording = Recording(hello_request(server.base_url))
        async for signal in reader.stream(recording.request):
            recording.apply(signal)
    assert recording.outcome is Outcome.COMPLETED
    assert recording.response.text == "Sure!"


FRAMES = text_stream("Sure", "!")
ROLE, HEL, LO, FINISH, *REST = chunk_frames("Hel", "lo")


@pytest.mark.parametrize(
    ("frames", "outcome", "faults"),
    [
        ((ROLE, HEL, LO, FINISH, *REST), Outcome.COMPLETED, 0),
        ((ROLE, HEL, LO, FINISH), Outcome.COMPLETED, 0),  # without usage and [DONE]
        ((ROLE, HEL), Outcome.CUT_OFF, 0),
        ((ROLE, HEL, b"data: {\n\n", LO, FINISH, *REST), Outcome.COMPLETED, 1),
        ((ROLE, HEL, LO, FINISH[:-9]), Outcome.CUT_OFF, 1),
        ((ROLE, HEL, b'data: {"error": {"message": "Busy", "code": 503}}\n\n'), Outcome.FAILED, 0),
    ],
)
async def test_how_a_stream_of_chat_completions_can_end(
    frames: tuple[bytes, ...], outcome: Outcome, faults: int
) -> None:
    async with scripted_server(answer(*frames)) as server, OpenAIReader() as reader:
        request = Request({"model": "m", "messages": []}, server.base_url, path=CHAT.path)
        recording = Recording(request)
        async for signal in reader.stream(request):
            recording.apply(signal)
    assert recording.outcome is outcome
    assert len(recording.faults) == faults
    assert recording.response.text.startswith("Hel")


async def test_what_arrived_as_events_is_not_quoted_when_the_connection_breaks() -> None:
    has_arrived = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(FRAMES[0])
        await has_arrived.wait()
        await exchange.chunk(FRAMES[1])
        exchange.writer.close()

    async with scripted_server(script) as server, OpenAIReader() as reader:
        signals = []
        async for signal in reader.stream(hello_request(server.base_url)):
            signals.append(signal)
            if isinstance(signal, Arrived):
                has_arrived.set()
    problem = ended_signal(signals).problem
    assert problem
    assert problem.message.endswith("closed the connection in the middle of the answer")
