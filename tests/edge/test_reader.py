"""A request → stamped frames."""

from __future__ import annotations

from ppchat.core.source import End, Started
from ppchat.edge.reader import Reader
from tests.support import answer, ended, gathered, hello, raw, serving, text_stream


async def test_a_stream_is_started_opened_read_and_ended() -> None:
    frames = text_stream("Sure", "!")
    async with serving(answer(*frames)) as server, Reader() as reader:
        signals = await gathered(reader.stream(hello(server.base_url)))
    assert isinstance(signals[0], Started)
    assert raw(signals) == b"".join(frames)
    assert ended(signals).end is End.EOF
