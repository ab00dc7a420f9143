"""The body of the next request, and what a request asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ppchat.core.dialects.dialect import NextBody, RecordingView, Turn, turn_messages
from ppchat.core.dialects.request_text import last_user_text
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import JsonObject, OutputItem, Response
from ppchat.core.text.json_fields import string


def build_body(
    turns: Sequence[Turn],
    prompt: str,
    /,
    *,
    model: str,
    base_url: str,
    instructions: str,
    extra: Mapping[str, Any],
    chain: bool,
) -> NextBody:
    """The body that continues `turns` with `prompt`.

    The server continues from the last response that it stores and that can be continued; the
    messages after it, or all of them where there is none, are in the input. With `chain` false
    all messages are sent, as is necessary once a server has lost a response. Servers never store
    instructions, so they are sent with each request, as are the `extra` fields.
    """
    chained: int | None = None
    for index in range(len(turns) - 1, -1, -1) if chain else ():
        if _can_be_chained(turns[index].recording, model, base_url):
            chained = index
            break
    start = 0 if chained is None else chained + 1
    messages = [message for turn in turns[start:] for message in turn_messages(turn)]
    messages.append({"role": "user", "content": prompt})
    body: dict[str, Any] = {**extra, "model": model, "input": messages, "stream": True}
    if instructions:
        body["instructions"] = instructions
    if chained is not None:
        body["previous_response_id"] = turns[chained].recording.response.response_id
    return NextBody(body, chained, len(messages))


def _can_be_chained(recording: RecordingView, model: str, base_url: str) -> bool:
    """Whether a server can continue from a response: it has all of it and awaits no output.

    Only a completed response is certain to qualify: one that was stopped may be cancelled or
    still be in progress there, and an incomplete one may end in a reasoning item, which cannot
    be continued. Another model may not be able to read the items of the first.
    """
    response = recording.response
    return (
        recording.outcome is Outcome.COMPLETED
        and response.stored is True
        and response.response_id != ""
        and recording.request.base_url == base_url
        and recording.request.model == model
        and not _awaits_output(recording, response)
    )


def _awaits_output(recording: RecordingView, response: Response) -> bool:
    """Whether a call has no output: a server refuses to continue from such a response."""
    types = recording.dialect.item_types
    outputs = {(item.type, _call_id(item)) for item in response.items}
    return any(
        (types[item.type].answered_by, _call_id(item)) not in outputs
        for item in response.items
        if item.type in types and types[item.type].answered_by
    )


def _call_id(item: OutputItem) -> str:
    return string(item.data or {}, "call_id")


def last_prompt(body: JsonObject) -> str:
    """The last prompt in the body of a request: a string, or the last message of the user."""
    messages = body.get("input")
    return messages if isinstance(messages, str) else last_user_text(messages)
