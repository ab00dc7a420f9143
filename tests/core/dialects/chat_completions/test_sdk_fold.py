"""The openai SDK's own accumulator folds a stream to the same message."""

from __future__ import annotations

from typing import Any, Final

import pytest
from openai._models import construct_type
from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.types.chat import ChatCompletionChunk

from ppchat.core.dialects.chat_completions.completion_json import completion_json
from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Request
from tests.support.chat_servers import CHAT_SERVERS
from tests.support.chunks import TWISTER, call_chunk, chat_recording, chunk, usage_chunk

UNREADABLE: Final = {
    "azure": "the frames of its filter have choices without a delta",
    "groq": "its usage stands in `x_groq`, which the SDK does not read",
    "gemini": "its calls have no index, by which the SDK finds them in its list",
    "mistral": "its content is a list of parts, which the SDK adds to nothing",
}
"""The servers whose streams the SDK folds otherwise or not at all, and why."""
_USAGE: Final = ("prompt_tokens", "completion_tokens", "total_tokens")


def sdk_completion(recording: Recording) -> dict[str, Any]:
    """The completion of the SDK after all chunks."""
    state = ChatCompletionStreamState()
    for event in recording.events():
        if event.data:
            parsed: Any = construct_type(type_=ChatCompletionChunk, value=dict(event.data))
            state.handle_chunk(parsed)
    return state.current_completion_snapshot.model_dump()


def essence(completion: dict[str, Any]) -> list[Any]:
    """What both must agree on: texts, calls and reasons by choice, and the usage."""
    usage = completion.get("usage") or {}
    return [
        *(
            (
                choice["index"],
                choice["finish_reason"],
                choice["message"].get("content") or "",
                choice["message"].get("refusal") or "",
                [
                    (call["id"], call["function"]["name"], call["function"]["arguments"])
                    for call in choice["message"].get("tool_calls") or ()
                ],
            )
            for choice in completion["choices"]
        ),
        [usage.get(name) for name in _USAGE],
    ]


def server_recording(name: str) -> Recording:
    recording = Recording(Request({}, ""), dialect=CHAT_COMPLETIONS)
    recording.extend(CHAT_SERVERS[name].timed_frames)
    return recording


STREAMS: Final = {
    **{name: server_recording(name) for name in CHAT_SERVERS},
    "twister": chat_recording(*TWISTER),
    "refusal": chat_recording(chunk(refusal="I "), chunk(refusal="won't."), chunk(finish="stop")),
    "two calls": chat_recording(
        chunk(role="assistant", content=None),
        call_chunk("", id="call_1", name="find"),
        call_chunk('{"q": ', call=0),
        call_chunk("{}", call=1, id="call_2", name="stop"),
        call_chunk("1}", call=0),
        chunk(finish="tool_calls"),
        usage_chunk(),
    ),
    "two choices": chat_recording(
        chunk(content="a"),
        chunk(content="b", index=1),
        chunk(content="c"),
        chunk(finish="stop"),
        chunk(finish="length", index=1),
    ),
    "cut off": chat_recording(chunk(content="a"), chunk(content="b")),
}


@pytest.mark.parametrize("name", sorted(STREAMS.keys() - UNREADABLE))
def test_the_sdk_folds_a_stream_to_the_same_message(name: str) -> None:
    recording = STREAMS[name]
    assert essence(sdk_completion(recording)) == essence(completion_json(recording))


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_the_sdk_cannot_fold_is_listed_with_its_reason(name: str) -> None:
    with pytest.raises((AttributeError, AssertionError, TypeError)):
        assert essence(sdk_completion(STREAMS[name])) == essence(completion_json(STREAMS[name]))
