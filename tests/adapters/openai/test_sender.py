"""When t0 is taken: everything that the request needs is ready, and nothing delays it after."""

from __future__ import annotations

import socket
import threading

from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.core.chat.conversation import build_request
from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.stream.signals import End, Request, Started
from tests.support.chunks import chunk_frames
from tests.support.loopback import (
    answer,
    collect,
    ended_signal,
    hello_request,
    raw_bytes,
    scripted_server,
)
from tests.support.until import TIMEOUT_S

RESPONSE = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 3\r\n\r\n:\n\n"


class ThreadServer:
    """A server in a thread: it answers whatever the event loop does."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        self.received = [threading.Event(), threading.Event()]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with self._listener, connection:
            for received in self.received:
                request = b""
                while not request.endswith(b"}"):
                    data = connection.recv(65536)
                    if not data:
                        return
                    request += data
                received.set()
                connection.sendall(RESPONSE)

    def join(self) -> None:
        self._thread.join()


async def test_nothing_that_is_done_about_the_start_delays_the_request() -> None:
    server = ThreadServer()
    async with OpenAIReader() as reader:
        await collect(reader.stream(hello_request(server.base_url)))
        async for signal in reader.stream(hello_request(server.base_url)):
            if isinstance(signal, Started):
                assert server.received[1].wait(TIMEOUT_S)  # while the event loop stands still
    server.join()


async def test_a_request_that_cannot_be_sent_has_a_start() -> None:
    async with OpenAIReader() as reader:
        signals = await collect(
            reader.stream(Request({"model": "m", "input": "\ud800"}, "http://["))
        )
    assert isinstance(signals[0], Started)
    assert ended_signal(signals).end is End.REFUSED


async def test_a_request_goes_to_its_path_with_every_field() -> None:
    frames = chunk_frames("Hel", "lo")
    async with scripted_server(answer(*frames)) as server, OpenAIReader() as reader:
        request = build_request(
            (),
            "hello",
            model="m",
            base_url=server.base_url,
            extra={"max_tokens": 5, "chat_template_kwargs": {"thinking": False}},
            dialect=CHAT_COMPLETIONS,
        ).request
        signals = await collect(reader.stream(request))
    assert raw_bytes(signals) == b"".join(frames)
    assert ended_signal(signals).end is End.EOF
    (received,) = server.requests
    assert received.target == "/v1/chat/completions"
    assert received.json == request.body
