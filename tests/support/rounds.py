"""Answers with calls, in every dialect, and the answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End
from tests.support.chunks import DONE_FRAME, call_chunk, chat_recording, chunk
from tests.support.lines import END as LAST_LINE
from tests.support.lines import call_line, chat_line, ollama_recording
from tests.support.messages import END as MESSAGE_END
from tests.support.messages import (
    message_start,
    messages_recording,
    stop_reason,
    text_block,
    thinking_block,
    tool_block,
)
from tests.support.recordings import TimedEvent, build_recording, created, item_done, terminal

WEATHER = "get_weather"
OSLO = '{"city": "Oslo"}'


def function_item(at_ms: float, index: int, arguments: str = OSLO) -> TimedEvent:
    """The function call that an answer of Responses holds at `index`."""
    return item_done(
        at_ms,
        index,
        "function_call",
        id=f"fc_{index}",
        call_id=f"call_{index}",
        name=WEATHER,
        arguments=arguments,
    )


def custom_item(at_ms: float, index: int) -> TimedEvent:
    """The call of a custom tool."""
    return item_done(
        at_ms, index, "custom_tool_call", call_id=f"call_{index}", name="run", input="1 + 1"
    )


def approval_item(at_ms: float, index: int) -> TimedEvent:
    """The request to approve a call of an MCP server."""
    fields = {"name": "drop", "arguments": "{}", "server_label": "db"}
    return item_done(at_ms, index, "mcp_approval_request", id=f"mcpr_{index}", **fields)


def reasoning_item(at_ms: float, index: int, encrypted: str | None = "gAAA") -> TimedEvent:
    """Reasoning, encrypted by the server unless that is None."""
    return item_done(
        at_ms, index, "reasoning", id=f"rs_{index}", summary=[], encrypted_content=encrypted
    )


def responses_answer(
    *items: TimedEvent, identity: str = "resp_1", end: End = End.EOF, **response: Any
) -> Recording:
    """A complete answer of Responses by the model `m`."""
    last = [terminal(90, id=identity, **response)] if end is End.EOF else []
    return build_recording([created(id=identity, **response), *items, *last], model="m", end=end)


def calling_recording(dialect: str, calls: int, **options: Any) -> Recording:
    """An answer in a dialect with some words, thoughts and this many calls."""
    if dialect == "chat":
        pieces = [call_chunk(OSLO, call=n, id=f"call_{n}", name=WEATHER) for n in range(calls)]
        return chat_recording(
            chunk(content="Let me look."),
            *pieces,
            chunk(finish="tool_calls"),
            DONE_FRAME,
            **options,
        )
    if dialect == "messages":
        blocks = [event for n in range(calls) for event in tool_block(n + 2, WEATHER, OSLO)]
        words = [*thinking_block(0, "Hm."), *text_block(1, "Let me look.")]
        reason = stop_reason("tool_use")
        return messages_recording(message_start(), *words, *blocks, reason, MESSAGE_END, **options)
    if dialect == "ollama":
        lines = [call_line(WEATHER) for _ in range(calls)]
        return ollama_recording(chat_line("Let me look."), *lines, LAST_LINE, **options)
    kinds = (function_item, custom_item, approval_item)
    items = [kinds[n % 3](20 + n, n + 1) for n in range(calls)]
    return build_recording([created(), reasoning_item(10, 0), *items, terminal(90)], **options)


def answers_to(recording: Recording, output: str = "4 degrees") -> tuple[CallAnswer, ...]:
    """An answer to each call of a recording."""
    return tuple(
        CallAnswer(call, approved=True)
        if call.item_type == "mcp_approval_request"
        else CallAnswer(call, output)
        for call in recording.dialect.calls(recording.response)
    )


def path_of_rounds(question: str, recordings: Sequence[Recording]) -> list[Node]:
    """The rounds of one exchange: each answers all calls of the one before."""
    path = [Node("0", None, question, recordings[0])]
    for number, recording in enumerate(recordings[1:], 1):
        answers = answers_to(path[-1].recording)
        path.append(Node(str(number), str(number - 1), "", recording, answers))
    return path
