"""Two answers that show what their protocols can do, paced as a server would send them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.recording.recording import Recording
from tests.support import messages
from tests.support.chunks import DONE_FRAME, call_chunk, chunk, chunk_of
from tests.support.recordings import EventData, build_recording

Timed = tuple[float, EventData | bytes]
"""Milliseconds since the request, and the event sent then."""
_PAUSES_MS = (0, 0, 38, 21, 0, 33, 26, 0, 0, 47, 19)
"""The gaps between deltas, over and over: as uneven as those of a server."""


def _pieces(text: str) -> list[str]:
    """A text in pieces such as a model writes."""
    return re.findall(r"\s?\S{1,6}", text)


def _pace(start_ms: float, events: Iterable[EventData | bytes]) -> Iterator[Timed]:
    at_ms = start_ms
    for n, event in enumerate(events):
        at_ms += _PAUSES_MS[n % len(_PAUSES_MS)]
        yield at_ms, event


def _call_pieces(arguments: dict[str, Any]) -> list[str]:
    return re.findall(r'[{}]|"?\s?[^"{}]+"?', json.dumps(arguments, ensure_ascii=False))


def parallel_calls() -> Recording:
    """Chat Completions: reasoning, an announcement, and two calls whose arguments alternate."""
    thought = (
        "The user wants to know where it is warmer today, in Oslo or in Rome. I have a tool for "
        "the weather of one city, so I call it twice, and both calls can run at the same time."
    )
    calls = [
        [
            call_chunk("", call=number, id=f"call_{city}", type="function", name="get_weather"),
            *(
                call_chunk(piece, call=number)
                for piece in _call_pieces({"city": city, "days": 1, "unit": "celsius"})
            ),
        ]
        for number, city in enumerate(["Oslo", "Rome"])
    ]
    alternating = [one for pair in zip_longest(*calls) for one in pair if one is not None]
    details = {"reasoning_tokens": 44}
    counts = {"prompt_tokens": 96, "completion_tokens": 92, "total_tokens": 188}
    answer = "I look at the weather in both cities."
    return build_recording(
        [
            (212, chunk(role="assistant", content="")),
            *_pace(640, (chunk(reasoning_content=piece) for piece in _pieces(thought))),
            *_pace(1780, (chunk(content=piece) for piece in _pieces(answer))),
            *_pace(2480, alternating),
            (2990, chunk(finish="tool_calls")),
            (2990, chunk_of(usage={**counts, "completion_tokens_details": details})),
            (2991, DONE_FRAME),
        ],
        dialect=CHAT_COMPLETIONS,
        path=CHAT_COMPLETIONS.path,
        model="m-1",
        body={"stream_options": {"include_usage": True}},
    )


def cited_search() -> Recording:
    """Messages: thinking with its signature, a search by the server, a text with its source."""
    thought = "How herons hunt is well described. A search finds a source that I can cite."
    title = "How herons hunt: standing still in shallow water"
    query = ['{"query": ', '"how do ', "herons ", 'hunt"}']
    first = "Herons hunt by standing still: they wait in shallow water until a fish comes near."
    second = " Then they strike, faster than the fish can turn."
    text = [
        messages.block_start(3, "text", text="", citations=[]),
        *(messages.delta(3, "text", text=piece) for piece in _pieces(first)),
        messages.delta(3, "citations", citation={**messages.CITATION, "title": title}),
        messages.block_stop(3),
    ]
    rest = messages.text_block(4, *_pieces(second))
    search = messages.tool_block(1, "web_search", *query, block_type="server_tool_use")
    results = messages.result_block(2, "web_search_tool_result", messages.SEARCH_RESULTS)
    return build_recording(
        [
            (305, messages.message_start(cache_read_input_tokens=100)),
            (306, messages.PING),
            *_pace(690, messages.thinking_block(0, *_pieces(thought), signature="c2lnbmVk" * 8)),
            *_pace(1130, search),
            *((2210.0, event) for event in results),
            *_pace(2540, [*text, *rest]),
            (3420, messages.stop_reason(output=71)),
            (3421, messages.END),
        ],
        dialect=MESSAGES,
        path="/messages",
        model="m-1",
    )
