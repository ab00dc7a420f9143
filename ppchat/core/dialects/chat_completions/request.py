"""The body of the next request of Chat Completions, and what a request asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ppchat.core.dialects.attachments import Attachment, AttachmentKind
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.dialects.chat_completions.chunk import REASONING_CONTENT
from ppchat.core.dialects.dialect import AnswerView, NextBody, Turn
from ppchat.core.dialects.parameters import EFFORTS, TIERS, VERBOSITIES, Parameter
from ppchat.core.dialects.request_text import last_user_text
from ppchat.core.dialects.requests.answer_schema import named_schema, schema_of_format
from ppchat.core.dialects.requests.turns import (
    SentTurn,
    answer_text,
    prompt_messages,
    sent_turns,
    turn_messages,
)
from ppchat.core.dialects.tools import FunctionTool, Tool
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
    chain: bool,  # noqa: ARG001
    answers: Sequence[CallAnswer] = (),
    tools: Sequence[Tool] = (),
    attachments: Sequence[Attachment] = (),
) -> NextBody:
    """The body that continues `turns` with `prompt`; it holds all messages.

    Tools that a server hosts are omitted: the protocol has only functions.
    """
    sent = sent_turns(turns, answers)
    messages = [message for turn in sent for message in _messages(turn, base_url)]
    messages.extend(prompt_messages(prompt, attachments, _content))
    count = len(messages)
    if instructions:
        messages.insert(0, {"role": "system", "content": instructions})
    body: dict[str, Any] = {"stream_options": {"include_usage": True}, **extra, "model": model}
    functions = [_function(tool) for tool in tools if isinstance(tool, FunctionTool)]
    if functions:
        body["tools"] = [*mappings(extra, "tools"), *functions]
    return NextBody({**body, "messages": messages, "stream": True}, None, count)


def _messages(turn: SentTurn, base_url: str) -> list[dict[str, Any]]:
    outputs = [output for output in turn.outputs if output.approved is None]
    if not outputs:
        return turn_messages(turn, _content)
    calling = {
        "role": "assistant",
        "content": answer_text(turn.recording) or None,
        **_reasoning(turn.recording, base_url),
        "tool_calls": [_call(output.call) for output in outputs],
    }
    results = [
        {"role": "tool", "tool_call_id": output.call.call_id, "content": output.output}
        for output in outputs
    ]
    return [*prompt_messages(turn.prompt, turn.attachments, _content), calling, *results]


def _reasoning(recording: AnswerView, base_url: str) -> dict[str, str]:
    """The reasoning that led to calls, for the server that streamed it as `reasoning_content`.

    Such servers may refuse the calls without it, others refuse that field.
    """
    if recording.request.base_url != base_url:
        return {}
    texts = [
        item.text("reasoning")
        for item in recording.response.items
        if item.type == "reasoning" and string(item.data or {}, "field") == REASONING_CONTENT
    ]
    return {REASONING_CONTENT: "\n\n".join(texts)} if any(texts) else {}


def _call(call: Call) -> dict[str, Any]:
    if call.item_type == "custom_tool_call":
        custom = {"name": call.name, "input": call.arguments}
        return {"id": call.call_id, "type": "custom", "custom": custom}
    # Servers parse the arguments to fill their template, which nothing at all would break.
    function = {"name": call.name, "arguments": call.arguments or "{}"}
    return {"id": call.call_id, "type": "function", "function": function}


def _function(tool: FunctionTool) -> dict[str, Any]:
    function: dict[str, Any] = {
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
    }
    if tool.strict:
        function["strict"] = True
    return {"type": "function", "function": function}


def _content(text: str, files: Sequence[Attachment]) -> JsonObject:
    return {"content": [*map(_part, files), {"type": "text", "text": text}]}


def _part(file: Attachment) -> dict[str, Any]:
    """An image or a PDF as part of a message."""
    if file.kind is AttachmentKind.IMAGE:
        return {"type": "image_url", "image_url": {"url": file.data_url}}
    fields = {"filename": file.file_name, "file_data": file.data_url}
    return {"type": "file", "file": fields}


def last_prompt(body: JsonObject) -> str:
    """The last text of the user in the body of a request; empty if there is none."""
    return last_user_text(body.get("messages"))


def _format(schema: JsonObject) -> JsonObject:
    return {"type": "json_schema", "json_schema": named_schema(schema)}


def _schema(form: Any) -> Any:
    return schema_of_format(form.get("json_schema")) if isinstance(form, dict) else None


PARAMETERS: Final = (
    Parameter("effort", "reasoning effort", "choice", ("reasoning_effort",), EFFORTS),
    Parameter("verbosity", "verbosity", "choice", ("verbosity",), VERBOSITIES),
    Parameter("temperature", "temperature", "number", ("temperature",), low=0, high=2),
    Parameter("top_p", "top_p", "number", ("top_p",), low=0, high=1),
    # Older servers ignore the newer name without a word; newer models refuse the older one aloud.
    Parameter(
        *("max_tokens", "max output tokens", "integer", ("max_tokens",)),
        low=1,
        other_path=("max_completion_tokens",),
    ),
    Parameter("tier", "service tier", "choice", ("service_tier",), TIERS),
    Parameter(
        *("schema", "JSON schema", "json", ("response_format",)),
        encode=_format,
        decode=_schema,
    ),
    Parameter("store", "store", "switch", ("store",)),
)
"""What a request can be asked with, in the order of a form."""
