"""How the anthropic SDK reads a stream of Messages; importing this fails where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import anthropic

from ppchat.adapters.sdk.calls import BASE_URL, Frames, SdkCalls, http_client

_MAX_TOKENS: Final = 1
"""A field that a request must have."""


def _client(body: Frames) -> anthropic.Anthropic:
    return anthropic.Anthropic(
        api_key="none", base_url=BASE_URL, max_retries=0, http_client=http_client(body)
    )


def _create(body: Frames) -> Iterator[str]:
    yield ""
    messages = _client(body).messages
    for _ in messages.create(model="any", messages=[], max_tokens=_MAX_TOKENS, stream=True):
        pass


def _stream(body: Frames) -> Iterator[str]:
    yield ""
    messages = _client(body).messages
    with messages.stream(model="any", messages=[], max_tokens=_MAX_TOKENS) as stream:
        is_completed = False
        for event in stream:
            is_completed = event.type == "message_stop"
        if is_completed:
            yield "get_final_message()"
            stream.get_final_message()


MESSAGES: Final = SdkCalls(
    anthropic.__version__,
    (anthropic.APIError,),
    {"create(stream=True)": _create, "messages.stream()": _stream},
)
