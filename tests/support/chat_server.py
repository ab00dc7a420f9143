"""A scripted server that speaks Chat Completions alone, as most do."""

from __future__ import annotations

from collections.abc import Sequence

from tests.support.chunks import chunk_frames
from tests.support.loopback import Exchange, Script, answer


def chat_only(*answers: Script | Sequence[bytes], without: str = "404 Not Found") -> Script:
    """A script that refuses all but Chat Completions, and gives these answers in turn.

    An answer is a script or the frames of a stream; the last one is repeated.
    """
    left = list(answers or [chunk_frames("Hello", " there")])

    async def script(exchange: Exchange) -> None:
        if not exchange.request.target.endswith("/chat/completions"):
            await answer(b"404 page not found", status=without, content_type="text/plain")(exchange)
            return
        reply = left.pop(0) if len(left) > 1 else left[0]
        await (reply if callable(reply) else answer(*reply))(exchange)

    return script
