"""Events of Messages, as Anthropic's server writes them."""

from __future__ import annotations

from typing import Any

from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.recording.recording import Recording
from tests.support.recordings import EventData, build_recording

PING: EventData = {"type": "ping"}
END: EventData = {"type": "message_stop"}
OVERLOADED: EventData = {
    "type": "error",
    "error": {"type": "overloaded_error", "message": "Overloaded"},
}


def message_start(**usage: Any) -> dict[str, Any]:
    """The first event; `usage` adds to the counts of its message."""
    return {
        "type": "message_start",
        "message": {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "m-1",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 9, "output_tokens": 1, **usage},
        },
    }


def block_start(index: int, block_type: str, **fields: Any) -> dict[str, Any]:
    """The beginning of a block with these fields."""
    block = {"type": block_type, **fields}
    return {"type": "content_block_start", "index": index, "content_block": block}


def delta(index: int, kind: str, **fields: Any) -> dict[str, Any]:
    """A delta of a kind, without its `_delta`."""
    fields = {"type": f"{kind}_delta", **fields}
    return {"type": "content_block_delta", "index": index, "delta": fields}


def block_stop(index: int) -> dict[str, Any]:
    """The end of a block."""
    return {"type": "content_block_stop", "index": index}


def text_block(index: int, *texts: str) -> list[dict[str, Any]]:
    """A block of text, in these pieces."""
    pieces = [delta(index, "text", text=text) for text in texts]
    return [block_start(index, "text", text=""), *pieces, block_stop(index)]


def thinking_block(index: int, *texts: str, signature: str = "sig") -> list[dict[str, Any]]:
    """A block of thinking with its signature."""
    return [
        block_start(index, "thinking", thinking="", signature=""),
        *(delta(index, "thinking", thinking=text) for text in texts),
        delta(index, "signature", signature=signature),
        block_stop(index),
    ]


def tool_block(
    index: int, name: str, *pieces: str, block_type: str = "tool_use", **fields: Any
) -> list[dict[str, Any]]:
    """The use of a tool, with its input in these pieces."""
    fields = {"id": f"toolu_{index}", "name": name, "input": {}, **fields}
    return [
        block_start(index, block_type, **fields),
        *(delta(index, "input_json", partial_json=piece) for piece in pieces),
        block_stop(index),
    ]


def result_block(index: int, block_type: str, content: Any, **fields: Any) -> list[dict[str, Any]]:
    """The result of a tool that the server used."""
    fields = {"tool_use_id": f"toolu_{index - 1}", "content": content, **fields}
    return [block_start(index, block_type, **fields), block_stop(index)]


def stop_reason(reason: str = "end_turn", output: int = 5, **fields: Any) -> dict[str, Any]:
    """The event with the reason and the tokens; `fields` are of its delta."""
    fields = {"stop_reason": reason, "stop_sequence": None, **fields}
    return {"type": "message_delta", "delta": fields, "usage": {"output_tokens": output}}


TWISTER: tuple[EventData, ...] = (
    message_start(),
    PING,
    *text_block(0, "Peter ", "Piper"),
    stop_reason(),
    END,
)
"""A sound stream."""

WEATHER: tuple[EventData, ...] = (
    message_start(cache_read_input_tokens=100, cache_creation_input_tokens=20),
    *thinking_block(0, "Two ", "cities."),
    *text_block(1, "Let me look."),
    *tool_block(2, "get_weather", "", '{"city": ', '"Oslo"}'),
    *tool_block(3, "get_weather", '{"city": "Rome"}'),
    stop_reason("tool_use", 40),
    END,
)
"""A sound stream with thinking and two calls."""

SEARCH_RESULTS = [
    {
        "type": "web_search_result",
        "url": "https://example.org/heron",
        "title": "Herons",
        "encrypted_content": "x",
        "page_age": None,
    }
]
CITATION = {
    "type": "web_search_result_location",
    "url": "https://example.org/heron",
    "title": "Herons",
    "encrypted_index": "y",
    "cited_text": "Herons wade.",
}
SEARCH: tuple[EventData, ...] = (
    message_start(),
    *tool_block(0, "web_search", '{"query": "heron"}', block_type="server_tool_use"),
    *result_block(1, "web_search_tool_result", SEARCH_RESULTS),
    block_start(2, "text", text="", citations=[]),
    delta(2, "citations", citation=CITATION),
    delta(2, "text", text="Herons wade."),
    block_stop(2),
    stop_reason(output=30),
    END,
)
"""A sound stream in which the server searches, and cites what it read."""

_BASH_RESULT = {
    "type": "bash_code_execution_result",
    "stdout": "heron.txt\n",
    "stderr": "",
    "return_code": 0,
    "content": [],
}
_FALLBACK = {"from": {"model": "m-1"}, "to": {"model": "m-2"}}
_NO_MORE = {"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"}
EVERY_BLOCK: tuple[EventData, ...] = (
    message_start(cache_read_input_tokens=7),
    block_start(0, "compaction", content=None, encrypted_content=None),
    delta(0, "compaction", content="Birds so far.", encrypted_content="e"),
    block_stop(0),
    block_start(1, "redacted_thinking", data="x"),
    block_stop(1),
    *thinking_block(2, signature="sig"),
    block_start(3, "text", text="Let ", citations=None),
    delta(3, "text", text="me see."),
    block_stop(3),
    *tool_block(4, "bash_code_execution", '{"command": ', '"ls"}', block_type="server_tool_use"),
    *result_block(5, "bash_code_execution_tool_result", _BASH_RESULT),
    *tool_block(6, "find", block_type="mcp_tool_use", server_name="birds", input={"q": 1}),
    *result_block(7, "mcp_tool_result", [{"type": "text", "text": "ok"}], is_error=False),
    *result_block(8, "web_search_tool_result", _NO_MORE),
    block_start(9, "container_upload", file_id="file_1"),
    block_stop(9),
    block_start(10, "fallback", **_FALLBACK, trigger={"type": "refusal"}),
    block_stop(10),
    PING,
    {
        **stop_reason("stop_sequence", stop_sequence="###"),
        "usage": {
            "input_tokens": 11,
            "cache_read_input_tokens": None,
            "output_tokens": 20,
            "output_tokens_details": {"thinking_tokens": 6},
            "server_tool_use": {"web_search_requests": 1, "web_fetch_requests": 0},
        },
    },
    END,
)
"""A sound stream of blocks of many types."""

SOUND: dict[str, tuple[EventData, ...]] = {
    "twister": TWISTER,
    "weather": WEATHER,
    "search": SEARCH,
    "every block": EVERY_BLOCK,
}


def messages_recording(*frames: EventData | bytes, **options: Any) -> Recording:
    """A recording of these events, a millisecond apart."""
    options = {"dialect": MESSAGES, **options}
    return build_recording([(float(ms), data) for ms, data in enumerate(frames, 100)], **options)
