"""The body of the next request, and what a request asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ppchat.core.dialects.attachments import Attachment, AttachmentKind
from ppchat.core.dialects.calls import Call, CallAnswer, awaiting_items
from ppchat.core.dialects.dialect import AnswerView, NextBody, Turn
from ppchat.core.dialects.parameters import EFFORTS, SUMMARIES, TIERS, VERBOSITIES, Parameter
from ppchat.core.dialects.request_text import last_user_text
from ppchat.core.dialects.requests.answer_schema import json_schema_format, schema_of_format
from ppchat.core.dialects.requests.turns import (
    SentTurn,
    message_text,
    prompt_messages,
    sent_turns,
    turn_messages,
)
from ppchat.core.dialects.tools import FunctionTool, Tool
from ppchat.core.response.outcome import Outcome
from ppchat.core.response.response import JsonObject
from ppchat.core.text.json_fields import mappings, string


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
    answers: Sequence[CallAnswer] = (),
    tools: Sequence[Tool] = (),
    attachments: Sequence[Attachment] = (),
) -> NextBody:
    """The body that continues `turns` with `prompt`.

    The server continues from the last response that it stores and that can be continued; what
    comes after it, or everything where there is none, is in the input. With `chain` false
    everything is sent, as is necessary once a server has lost a response. Servers never store
    instructions and tools, so they are sent with each request, as are the `extra` fields.
    """
    sent = sent_turns(turns, answers)
    chained = _last_to_continue(sent, model, base_url) if chain else None
    items: list[dict[str, Any]] = []
    if chained is not None:
        items.extend(map(_output_item, sent[chained].outputs))
    for turn in sent if chained is None else sent[chained + 1 :]:
        items.extend(_turn_items(turn, as_sent=_can_be_sent_back(turn, model, base_url)))
        items.extend(map(_output_item, turn.outputs))
    items.extend(map(_typed, prompt_messages(prompt, attachments, _content)))
    body: dict[str, Any] = {**extra, "model": model, "input": _with_ids(items), "stream": True}
    if instructions:
        body["instructions"] = instructions
    if tools:
        body["tools"] = [*mappings(extra, "tools"), *map(_tool, tools)]
    if chained is None:
        return NextBody(body, None, len(items))
    body["previous_response_id"] = sent[chained].recording.response.response_id
    return NextBody(body, sent[chained].position, len(items))


def _last_to_continue(sent: Sequence[SentTurn], model: str, base_url: str) -> int | None:
    """The position of the last turn from whose response the server can continue."""
    positions = range(len(sent) - 1, -1, -1)
    return next((n for n in positions if _can_be_chained(sent[n], model, base_url)), None)


def _is_from(recording: AnswerView, model: str, base_url: str) -> bool:
    """Whether a response is of this server and model: others may not be able to read its items."""
    request = recording.request
    return request.base_url == base_url and request.model == model


def _can_be_chained(turn: SentTurn, model: str, base_url: str) -> bool:
    """Whether a server can continue from a response: it has all of it and awaits no output.

    Only a completed response is certain to qualify: one that was stopped may be cancelled or
    still be in progress there, and an incomplete one may end in a reasoning item, which cannot
    be continued.
    """
    recording = turn.recording
    return (
        recording.outcome is Outcome.COMPLETED
        and recording.response.stored is True
        and recording.response.response_id != ""
        and _is_from(recording, model, base_url)
        and not _awaits_output(turn)
    )


def _awaits_output(turn: SentTurn) -> bool:
    """Whether a call of any kind has no output: a server refuses to continue from such a turn."""
    response, item_types = turn.recording.response, turn.recording.dialect.item_types
    answered = {output.call.output_index for output in turn.outputs}
    return any(item.output_index not in answered for item in awaiting_items(response, item_types))


# The items of the input.


def _can_be_sent_back(turn: SentTurn, model: str, base_url: str) -> bool:
    """Whether the items of a turn can be sent as they arrived.

    A server knows the reasoning to which a call belongs, and refuses the one without the other:
    unless it encrypted all reasoning, calls are sent without the ids by which it knows them.
    """
    return (
        turn.recording.dialect.build_body is build_body
        and _is_from(turn.recording, model, base_url)
        and not _awaits_output(turn)
        and all(
            string(item.data or {}, "encrypted_content")
            for item in turn.recording.response.items
            if item.type == "reasoning"
        )
    )


def _turn_items(turn: SentTurn, *, as_sent: bool) -> Iterator[dict[str, Any]]:
    """The items of a turn: its prompt, then its answer with the calls that have an output.

    An answer without such calls is sent as its text. Of others, with `as_sent`, all items are sent
    as the server sent them, else their texts and calls.
    """
    if not turn.outputs:
        yield from map(_typed, turn_messages(turn, _content))
        return
    yield from map(_typed, prompt_messages(turn.prompt, turn.attachments, _content))
    calls = {output.call.output_index: output.call for output in turn.outputs}
    for item in turn.recording.response.joined_items:
        fields = {key: value for key, value in (item.data or {}).items() if value is not None}
        if call := calls.get(item.output_index):
            yield _call_item(call, fields if as_sent else {})
        elif as_sent and fields and (fields.get("content") or item.type != "message"):
            yield fields
        elif text := message_text(item):
            yield _typed({"role": "assistant", "content": text})


def _typed(message: dict[str, Any]) -> dict[str, Any]:
    """A message with its type, which some servers require of every item.

    Those of the model are written as servers write them: llama.cpp refuses other content, others
    refuse that content without an id, which each server accepts if it begins like theirs.
    """
    if message["role"] != "assistant":
        return {"type": "message", **message}
    content = [{"type": "output_text", "text": message["content"], "annotations": []}]
    return {"type": "message", **message, "status": "completed", "content": content}


def _with_ids(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items, of which each message of the model has an id; twice the same one is refused."""
    return [
        {**item, "id": f"msg_{number}"}
        if item.get("role") == "assistant" and "id" not in item
        else item
        for number, item in enumerate(items)
    ]


def _call_item(call: Call, sent: JsonObject) -> dict[str, Any]:
    """A call with the fields that the server sent of it, and all that was streamed."""
    if call.item_type == "mcp_approval_request":
        own = {"id": call.call_id, "server_label": call.server_label, "arguments": call.arguments}
        return {**sent, "type": call.item_type, "name": call.name, **own}
    is_custom = call.item_type == "custom_tool_call"
    return {
        **sent,
        "type": "custom_tool_call" if is_custom else "function_call",
        "call_id": call.call_id,
        "name": call.name,
        "input" if is_custom else "arguments": call.arguments,
    }


def _output_item(answer: CallAnswer) -> dict[str, Any]:
    call = answer.call
    if call.item_type == "mcp_approval_request":
        approve = answer.approved is True
        return {
            "type": "mcp_approval_response",
            "approval_request_id": call.call_id,
            "approve": approve,
        }
    is_custom = call.item_type == "custom_tool_call"
    kind = "custom_tool_call_output" if is_custom else "function_call_output"
    return {"type": kind, "call_id": call.call_id, "output": answer.output}


def _tool(tool: Tool) -> dict[str, Any]:
    if not isinstance(tool, FunctionTool):
        return dict(tool.fields)
    return {
        "type": "function",
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
        "strict": tool.strict,
    }


def _content(text: str, files: Sequence[Attachment]) -> JsonObject:
    return {"content": [*map(_part, files), {"type": "input_text", "text": text}]}


def _part(file: Attachment) -> dict[str, Any]:
    """An image or a PDF as part of a message."""
    if file.kind is AttachmentKind.IMAGE:
        return {"type": "input_image", "image_url": file.data_url, "detail": "auto"}
    return {"type": "input_file", "filename": file.file_name, "file_data": file.data_url}


def last_prompt(body: JsonObject) -> str:
    """The last prompt in the body of a request: a string, or the last message of the user."""
    messages = body.get("input")
    return messages if isinstance(messages, str) else last_user_text(messages)


PARAMETERS: Final = (
    Parameter("effort", "reasoning effort", "choice", ("reasoning", "effort"), EFFORTS),
    Parameter("summary", "reasoning summary", "choice", ("reasoning", "summary"), SUMMARIES),
    Parameter("verbosity", "verbosity", "choice", ("text", "verbosity"), VERBOSITIES),
    Parameter("temperature", "temperature", "number", ("temperature",), low=0, high=2),
    Parameter("top_p", "top_p", "number", ("top_p",), low=0, high=1),
    Parameter("max_tokens", "max output tokens", "integer", ("max_output_tokens",), low=1),
    Parameter("tier", "service tier", "choice", ("service_tier",), TIERS),
    Parameter(
        *("schema", "JSON schema", "json", ("text", "format")),
        encode=json_schema_format,
        decode=schema_of_format,
    ),
    Parameter("store", "store", "switch", ("store",)),
    Parameter("background", "background", "switch", ("background",)),
    Parameter("truncation", "truncation", "choice", ("truncation",), ("auto", "disabled")),
)
"""What a request can be asked with, in the order of a form."""
