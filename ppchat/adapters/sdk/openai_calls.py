"""How the openai SDK reads a stream of Responses or Chat Completions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import openai

from ppchat.adapters.sdk.calls import BASE_URL, Frames, SdkCalls, http_client


def _client(body: Frames) -> openai.OpenAI:
    return openai.OpenAI(
        api_key="none", base_url=BASE_URL, max_retries=0, http_client=http_client(body)
    )


def _create_response(body: Frames) -> Iterator[str]:
    yield ""
    for _ in _client(body).responses.create(model="any", input="any", stream=True):
        pass


def _stream_response(body: Frames) -> Iterator[str]:
    yield ""
    with _client(body).responses.stream(model="any", input="any") as stream:
        is_completed = False
        for event in stream:
            is_completed = event.type == "response.completed"
        if is_completed:
            yield "get_final_response()"
            stream.get_final_response()


def _create_completion(body: Frames) -> Iterator[str]:
    yield ""
    for _ in _client(body).chat.completions.create(model="any", messages=[], stream=True):
        pass


def _stream_completion(body: Frames) -> Iterator[str]:
    yield ""
    with _client(body).chat.completions.stream(model="any", messages=[]) as stream:
        is_completed = False
        for event in stream:
            if event.type == "chunk":
                choices = event.chunk.choices
                is_completed = is_completed or any(choice.finish_reason for choice in choices)
        if is_completed:
            yield "get_final_completion()"
            stream.get_final_completion()


_REPORTS: Final = (
    openai.APIError,
    openai.LengthFinishReasonError,
    openai.ContentFilterFinishReasonError,
)
RESPONSES: Final = SdkCalls(
    openai.__version__,
    _REPORTS,
    {"create(stream=True)": _create_response, "responses.stream()": _stream_response},
)
CHAT_COMPLETIONS: Final = SdkCalls(
    openai.__version__,
    _REPORTS,
    {"create(stream=True)": _create_completion, "chat.completions.stream()": _stream_completion},
)
