"""What servers require of a request, as their sources or their refusals say it.

Each function raises `AssertionError`, or pydantic's error, for a body that its server refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolUnionParam
from openai.types.responses import (
    ResponseInputItemParam,
    ResponseOutputItem,
    ResponseTextConfigParam,
    ToolParam,
)
from openai.types.shared_params import Reasoning
from pydantic import TypeAdapter

Body = Mapping[str, Any]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _content_parts(item: Body, text_type: str) -> list[Body]:
    content = item["content"]
    if isinstance(content, str):
        return [{"type": text_type, "text": content}]
    assert isinstance(content, list), content
    return content


def openai_responses(body: Body) -> None:
    """The SDK's types, and what the API says of ids: their beginning, and each only once."""
    _adapter(list[ResponseInputItemParam]).validate_python(body["input"])
    _adapter(list[ToolParam]).validate_python(body.get("tools", []))
    _adapter(ResponseTextConfigParam).validate_python(body.get("text", {}))
    _adapter(Reasoning).validate_python(body.get("reasoning", {}))
    ids = [item["id"] for item in body["input"] if "id" in item]
    assert len(set(ids)) == len(ids), "duplicate item"
    for item in body["input"]:
        if item["type"] == "message" and "id" in item:
            assert item["id"].startswith("msg"), "an ID that begins with 'msg'"
        if item["type"] == "function_call" and "id" in item:
            assert item["id"].startswith("fc"), "an ID that begins with 'fc'"


def vllm_responses(body: Body) -> None:
    """`vllm/entrypoints/openai/responses/protocol.py`: the SDK's models, items of output too."""
    kinds = ResponseInputItemParam | ResponseOutputItem
    _adapter(list[kinds]).validate_python(body["input"])
    assert body.get("service_tier", "auto") in ("auto", "default", "flex", "scale", "priority")
    assert not body.get("background") or body.get("store", True)


def llama_cpp_responses(body: Body) -> None:
    """`convert_responses_to_chatcmpl` of `tools/server/server-common.cpp`."""
    assert not body.get("previous_response_id"), "llama.cpp does not support it"
    for item in body["input"]:
        kind = item.get("type")
        if "content" in item and item.get("role") in ("user", "system", "developer"):
            for part in _content_parts(item, "input_text"):
                assert part["type"] in ("input_text", "input_image"), part["type"]
        elif "content" in item and item.get("role") == "assistant" and kind == "message":
            for part in _content_parts(item, "input_text"):
                assert part["type"] == "output_text", "'type' must be 'output_text'"
                assert isinstance(part["text"], str)
        elif kind == "function_call":
            assert all(isinstance(item[name], str) for name in ("arguments", "call_id", "name"))
        elif kind == "function_call_output":
            assert isinstance(item["call_id"], str)
            assert isinstance(item["output"], str)
        elif kind == "reasoning":
            assert item["content"][0]["text"]
            assert isinstance(item["summary"], list)
        else:
            raise AssertionError("Cannot determine type of 'item'")
    assert all(tool["type"] == "function" for tool in body.get("tools", []))


def ollama_responses(body: Body) -> None:
    """`openai/responses.go`: the types of items and of their content."""
    texts = ("input_text", "input_image", "output_text", "input_file")
    for item in body["input"]:
        kind = item.get("type") or ("message" if item.get("role") else "")
        assert kind in ("message", "function_call", "function_call_output", "reasoning"), kind
        if kind == "message":
            assert all(part["type"] in texts for part in _content_parts(item, "input_text"))
    assert body.get("reasoning", {}).get("effort", "none") in ("none", "low", "medium", "high")
    for tool in body.get("tools", []):
        assert {"type", "name", "description", "strict", "parameters"} <= tool.keys()


def openrouter_responses(body: Body) -> None:
    """Its documentation: messages of the model need their id and their status."""
    for item in body["input"]:
        if item.get("role") == "assistant":
            assert item["type"] == "message"
            assert item["id"]
            assert item["status"] == "completed"


def lm_studio_responses(body: Body) -> None:
    """What it was seen to refuse: `text` without a format, content parts of Chat Completions."""
    assert "text" not in body or "format" in body["text"], "text.format: Required"
    for item in body["input"]:
        if item["type"] == "message":
            for part in _content_parts(item, "input_text"):
                assert part["type"] in ("input_text", "input_image", "output_text")


def openai_chat(body: Body) -> None:
    """The SDK's types, which vLLM and LiteLLM validate with, and which field excludes which."""
    _adapter(list[ChatCompletionMessageParam]).validate_python(body["messages"])
    _adapter(list[ChatCompletionToolUnionParam]).validate_python(body.get("tools", []))
    assert not {"max_tokens", "max_completion_tokens"} <= body.keys()
    assert "stream_options" not in body or body["stream"]
    for message in body["messages"]:
        assert "type" not in message


def llama_cpp_chat(body: Body) -> None:
    """`oaicompat_chat_params_parse` of the same file: content, or calls instead."""
    for message in body["messages"]:
        assert isinstance(message.get("content"), str | list) or message.get("tool_calls")
        for part in _content_parts(message, "text") if message.get("content") else ():
            assert part["type"] in ("text", "image_url", "input_audio"), "unsupported content"
    assert body.get("response_format", {}).get("type", "text") in (
        *("text", "json_object", "json_schema"),
    )


def ollama_chat(body: Body) -> None:
    """`openai/openai.go`: text, parts of text and images, or calls whose arguments are JSON."""
    for message in body["messages"]:
        content = message.get("content")
        assert content is not None or message["tool_calls"], "invalid message content type"
        for part in content if isinstance(content, list) else ():
            assert part["type"] in ("text", "image_url")
        for call in message.get("tool_calls", ()):
            assert call["function"]["arguments"].startswith("{")


RESPONSES_SERVERS: Final[Mapping[str, Callable[[Body], None]]] = {
    "OpenAI": openai_responses,
    "vLLM": vllm_responses,
    "llama.cpp": llama_cpp_responses,
    "Ollama": ollama_responses,
    "OpenRouter": openrouter_responses,
    "LM Studio": lm_studio_responses,
}
CHAT_SERVERS: Final[Mapping[str, Callable[[Body], None]]] = {
    "OpenAI, vLLM, LiteLLM": openai_chat,
    "llama.cpp": llama_cpp_chat,
    "Ollama": ollama_chat,
}
