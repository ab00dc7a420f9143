"""The body of the next request of Messages, and what a request asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ppchat.core.dialects.attachments import Attachment, AttachmentKind
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.dialect import NextBody, Turn
from ppchat.core.dialects.messages.message_json import parsed_input
from ppchat.core.dialects.parameters import EFFORTS, Parameter
from ppchat.core.dialects.request_text import last_user_text
from ppchat.core.dialects.requests.answer_schema import schema_of_format
from ppchat.core.dialects.requests.turns import (
    SentTurn,
    message_text,
    prompt_messages,
    sent_turns,
    turn_messages,
)
from ppchat.core.dialects.tools import FunctionTool, Tool
from ppchat.core.response.response import JsonObject, OutputItem
from ppchat.core.text.json_fields import mappings, string

_MAX_TOKENS: Final = 4096
"""The limit of output tokens where none is set: the protocol requires one."""


def build_body(
    turns: Sequence[Turn],
    prompt: str,
    /,
    *,
    model: str,
    base_url: str,  # noqa: ARG001  # no server keeps what it answered
    instructions: str,
    extra: Mapping[str, Any],
    chain: bool,  # noqa: ARG001
    answers: Sequence[CallAnswer] = (),
    tools: Sequence[Tool] = (),
    attachments: Sequence[Attachment] = (),
) -> NextBody:
    """The body that continues `turns` with `prompt`; it holds all messages.

    Tools that a server hosts are omitted: those of the config are OpenAI's.
    """
    messages = [message for turn in sent_turns(turns, answers) for message in _messages(turn)]
    messages.extend(prompt_messages(prompt, attachments, _content))
    body = {"max_tokens": _MAX_TOKENS, **extra, "model": model, "messages": messages}
    if instructions:
        body["system"] = instructions
    functions = [_function(tool) for tool in tools if isinstance(tool, FunctionTool)]
    if functions:
        body["tools"] = [*mappings(extra, "tools"), *functions]
    return NextBody({**body, "stream": True}, None, len(messages))


def _messages(turn: SentTurn) -> list[dict[str, Any]]:
    outputs = [output for output in turn.outputs if output.approved is None]
    if not outputs:
        return turn_messages(turn, _content)
    calls = {output.call.output_index: output.call for output in outputs}
    blocks = [
        block for item in turn.recording.response.joined_items for block in _blocks(item, calls)
    ]
    results = [
        {"type": "tool_result", "tool_use_id": output.call.call_id, "content": output.output}
        for output in outputs
    ]
    return [
        *prompt_messages(turn.prompt, turn.attachments, _content),
        {"role": "assistant", "content": blocks},
        {"role": "user", "content": results},
    ]


def _blocks(item: OutputItem, calls: Mapping[int, Call]) -> Iterator[dict[str, Any]]:
    """The content block of an item that leads to a call, if it is sent back.

    Thinking is, where its author signed it: without it, a call that it led to is refused.
    """
    data = item.data or {}
    if call := calls.get(item.output_index):
        yield {
            "type": "tool_use",
            "id": call.call_id,
            "name": call.name,
            "input": parsed_input(call.arguments),
        }
    elif (text := message_text(item)) and not text.isspace():
        yield {"type": "text", "text": text}
    elif string(data, "type") == "thinking" and (signature := string(data, "signature")):
        yield {"type": "thinking", "thinking": item.text("reasoning"), "signature": signature}
    elif item.type == "redacted_thinking":
        yield {"type": "redacted_thinking", "data": string(data, "data")}


def _function(tool: FunctionTool) -> dict[str, Any]:
    schema = dict(tool.parameters)
    return {"name": tool.name, "description": tool.description, "input_schema": schema}


def _content(text: str, files: Sequence[Attachment]) -> JsonObject:
    return {"content": [*map(_part, files), {"type": "text", "text": text}]}


def _part(file: Attachment) -> dict[str, Any]:
    """An image or a PDF as block of a message."""
    source = {"type": "base64", "media_type": file.media_type, "data": file.base64}
    if file.kind is AttachmentKind.IMAGE:
        return {"type": "image", "source": source}
    return {"type": "document", "source": source, "title": file.file_name}


def last_prompt(body: JsonObject) -> str:
    """The last text of the user in the body of a request; empty if there is none."""
    return last_user_text(body.get("messages"))


def _format(schema: JsonObject) -> JsonObject:
    return {"type": "json_schema", "schema": dict(schema)}


PARAMETERS: Final = (
    Parameter("effort", "effort", "choice", ("output_config", "effort"), EFFORTS[2:]),
    Parameter("temperature", "temperature", "number", ("temperature",), low=0, high=1),
    Parameter("top_p", "top_p", "number", ("top_p",), low=0, high=1),
    Parameter("max_tokens", "max output tokens", "integer", ("max_tokens",), low=1),
    Parameter("tier", "service tier", "choice", ("service_tier",), ("auto", "standard_only")),
    Parameter(
        *("schema", "JSON schema", "json", ("output_config", "format")),
        encode=_format,
        decode=schema_of_format,
    ),
)
"""What a request can be asked with, in the order of a form."""
