"""Streams of Chat Completions in the shapes of twelve servers, after their documentation.

Each has what its server is known to do otherwise than OpenAI; ids and texts are made up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ppchat.core.stream.sse import Frame
from tests.support.recordings import MS, T0_NS

_Data = Mapping[str, Any]
_DONE: Final = b"data: [DONE]\n\n"


class ServerStream(NamedTuple):
    """The frames of one answer, and what it says."""

    frames: tuple[bytes, ...]
    text: str = ""
    reasoning: str = ""
    calls: tuple[tuple[str, str, str], ...] = ()
    """The id, the name and the arguments of each call."""
    tokens: tuple[int | None, ...] = ()
    """Tokens of the prompt, of it cached, of the completion, of it reasoning, and in all."""
    violations: frozenset[str] = frozenset()
    """The rules of the reference that this server breaks in earnest."""

    @property
    def timed_frames(self) -> list[Frame]:
        """The frames, a millisecond apart."""
        return [Frame(raw, T0_NS + n * MS) for n, raw in enumerate(self.frames)]


def _encode(head: _Data, chunks: Iterable[_Data | bytes]) -> Iterator[bytes]:
    """The frames: of each chunk with the fields of `head` before its own; bytes as they are."""
    for data in chunks:
        if isinstance(data, bytes):
            yield data
        else:
            yield f"data: {json.dumps({**head, **data}, separators=(',', ':'))}\n\n".encode()


def _head(model: str, **fields: Any) -> dict[str, Any]:
    identity = {"id": "chatcmpl-7", "object": "chat.completion.chunk", "created": 1_772_366_400}
    return {**identity, "model": model, **fields}


def _delta(finish: str | None = None, /, *, index: int = 0, **delta: Any) -> dict[str, Any]:
    return {"choices": [{"index": index, "delta": delta, "finish_reason": finish}]}


def _usage(sent: int, received: int, **details: Any) -> dict[str, Any]:
    total = sent + received
    counts = {"prompt_tokens": sent, "completion_tokens": received, "total_tokens": total}
    return {"usage": {**counts, **details}}


def _call(index: int | None, arguments: str, **fields: Any) -> dict[str, Any]:
    """A fragment of a call; `fields` may hold its `id` and its `name`."""
    function = {"arguments": arguments}
    if name := fields.pop("name", ""):
        function = {"name": name, **function}
        fields["type"] = "function"
    place = {} if index is None else {"index": index}
    return {"tool_calls": [{**place, **fields, "function": function}]}


def _openai() -> ServerStream:
    head = _head("gpt-4.1-mini", service_tier="default", system_fingerprint="fp_1", usage=None)
    logprobs = {"content": [{"token": "Hi", "logprob": -0.1, "bytes": [72], "top_logprobs": []}]}
    text = _delta(content="Hi")
    text["choices"][0]["logprobs"] = logprobs
    details = {"cached_tokens": 4, "audio_tokens": 0}
    usage = _usage(
        9, 2, prompt_tokens_details=details, completion_tokens_details={"reasoning_tokens": 0}
    )
    chunks: list[_Data | bytes] = [
        {**_delta(role="assistant", content="", refusal=None), "obfuscation": "p7"},
        {**text, "obfuscation": "x"},
        _delta(content=" there"),
        _delta("stop"),
        {"choices": [], **usage},
        _DONE,
    ]
    return ServerStream(tuple(_encode(head, chunks)), "Hi there", tokens=(9, 4, 2, 0, 11))


def _azure() -> ServerStream:
    safe = {"hate": {"filtered": False, "severity": "safe"}}
    blank = {"id": "", "object": "", "created": 0, "model": ""}
    prompt = {"prompt_index": 0, "content_filter_results": safe}
    offsets = {"check_offset": 44, "start_offset": 44, "end_offset": 198}
    results = {"content_filter_results": safe, "content_filter_offsets": offsets}
    text = _delta(content="Hi")
    text["choices"][0]["content_filter_results"] = safe
    chunks: list[_Data | bytes] = [
        {**blank, "choices": [], "prompt_filter_results": [prompt]},
        _delta(role="assistant", content=""),
        text,
        {**blank, "choices": [{"index": 0, "finish_reason": None, **results}]},
        _delta("stop"),
        {"choices": [], **_usage(3, 2)},
        _DONE,
    ]
    return ServerStream(tuple(_encode(_head("gpt-4o"), chunks)), "Hi", tokens=(3, None, 2, None, 5))


def _openrouter() -> ServerStream:
    head = _head("anthropic/claude", provider="Anthropic")

    def thinking(text: str, **detail: Any) -> dict[str, Any]:
        details = {"type": "reasoning.text", "text": text, "format": "anthropic", "index": 0}
        return _delta(
            role="assistant", content="", reasoning=text, reasoning_details=[{**details, **detail}]
        )

    last = _delta("stop", role="assistant", content="")
    last["choices"][0]["native_finish_reason"] = "end_turn"
    encrypted = {"type": "reasoning.encrypted", "data": "c2VjcmV0", "index": 1}
    chunks: list[_Data | bytes] = [
        b": OPENROUTER PROCESSING\n\n",
        thinking("Let me "),
        thinking("see.", signature="c2ln"),
        _delta(role="assistant", content="", reasoning=None, reasoning_details=[encrypted]),
        _delta(role="assistant", content="Hi"),
        b": OPENROUTER PROCESSING\n\n",
        last,
        {
            **_delta(role="assistant", content=""),
            **_usage(5, 4, cost=0.0001, completion_tokens_details={"reasoning_tokens": 2}),
        },
        _DONE,
    ]
    return ServerStream(
        tuple(_encode(head, chunks)), "Hi", "Let me see.", tokens=(5, None, 4, 2, 9)
    )


def _vllm() -> ServerStream:
    def delta(finish: str | None = None, /, **fields: Any) -> dict[str, Any]:
        data = _delta(finish, **fields)
        data["choices"][0] |= {"logprobs": None, "token_ids": None}
        return data

    last = delta("tool_calls", content="")
    last["choices"][0]["stop_reason"] = None
    chunks: list[_Data | bytes] = [
        delta(role="assistant", content="", reasoning_content=None),
        delta(reasoning="Which", reasoning_content="Which"),
        delta(reasoning=" city?", reasoning_content=" city?"),
        delta(**_call(0, "", id="chatcmpl-tool-1", name="weather")),
        delta(**_call(0, '{"city": "')),
        delta(**_call(0, 'Ulm"}')),
        delta(**_call(1, "", id="chatcmpl-tool-2", name="clock")),
        delta(**_call(1, "{}")),
        last,
        {"choices": [], **_usage(20, 12)},
        _DONE,
    ]
    calls = (
        ("chatcmpl-tool-1", "weather", '{"city": "Ulm"}'),
        ("chatcmpl-tool-2", "clock", "{}"),
    )
    return ServerStream(
        tuple(_encode(_head("qwen3"), chunks)), "", "Which city?", calls, (20, None, 12, None, 32)
    )


def _llama_cpp() -> ServerStream:
    timings = {"cache_n": 7, "prompt_n": 10, "prompt_ms": 251.5, "predicted_n": 2}
    head = {"system_fingerprint": "b9554", **_head("gemma.gguf")}
    chunks: list[_Data | bytes] = [
        _delta(role="assistant", content=None),
        _delta(reasoning_content="Hm"),
        {**_delta(content="Hi"), "timings": timings},
        _delta("stop"),
        {"choices": [], **_usage(10, 2), "timings": timings},
        _DONE,
    ]
    return ServerStream(tuple(_encode(head, chunks)), "Hi", "Hm", tokens=(10, None, 2, None, 12))


def _litellm() -> ServerStream:
    block = {"type": "thinking", "thinking": "Hm", "signature": ""}
    fields: dict[str, Any] = {"provider_specific_fields": None, "thinking_blocks": [block]}
    chunks: list[_Data | bytes] = [
        _delta(role="assistant", content="", reasoning_content="Hm", **fields),
        _delta(content="Hi", provider_specific_fields=None),
        _delta(content=" there"),
        _delta("stop"),
        {"choices": [{"index": 0, "delta": {}, "finish_reason": None}], **_usage(8, 3)},
        _DONE,
    ]
    return ServerStream(
        tuple(_encode(_head("claude"), chunks)), "Hi there", "Hm", tokens=(8, None, 3, None, 11)
    )


def _groq() -> ServerStream:
    usage = {**_usage(7, 2)["usage"], "queue_time": 0.01, "total_time": 0.1}
    chunks: list[_Data | bytes] = [
        {**_delta(role="assistant", content=""), "x_groq": {"id": "req_1", "seed": 1}},
        _delta(reasoning="Hm", channel="analysis"),
        _delta(content="Hi"),
        {**_delta("stop"), "x_groq": {"id": "req_1", "usage": usage}},
        _DONE,
    ]
    return ServerStream(
        tuple(_encode(_head("gpt-oss"), chunks)), "Hi", "Hm", tokens=(7, None, 2, None, 9)
    )


def _mistral() -> ServerStream:
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]}
    call = _call(0, '{"city": "Ulm"}', id="D681PevKs", name="weather")
    chunks: list[_Data | bytes] = [
        _delta(role="assistant", content=""),
        _delta(content=[thinking]),
        _delta(content=[{"type": "text", "text": "Hi"}]),
        {**_delta("tool_calls", content="", **call), **_usage(11, 6)},
        _DONE,
    ]
    return ServerStream(
        tuple(_encode(_head("magistral"), chunks)),
        "Hi",
        "Hm",
        (("D681PevKs", "weather", '{"city": "Ulm"}'),),
        (11, None, 6, None, 17),
        frozenset({"wrong-kind"}),
    )


def _deepseek() -> ServerStream:
    head = _head("deepseek-reasoner", system_fingerprint="fp_2")
    usage = _usage(
        9,
        5,
        prompt_tokens_details={"cached_tokens": 0},
        completion_tokens_details={"reasoning_tokens": 3},
        prompt_cache_hit_tokens=0,
        prompt_cache_miss_tokens=9,
    )
    chunks: list[_Data | bytes] = [
        b": keep-alive\n\n",
        _delta(role="assistant", content=None, reasoning_content=""),
        _delta(content=None, reasoning_content="Hm"),
        _delta(content="Hi", reasoning_content=None),
        {**_delta("length", content="", reasoning_content=None), **usage},
        _DONE,
    ]
    return ServerStream(tuple(_encode(head, chunks)), "Hi", "Hm", tokens=(9, 0, 5, 3, 14))


def _ollama() -> ServerStream:
    head = _head("qwen3", system_fingerprint="fp_ollama")
    call = _call(0, '{"city":"Ulm"}', id="call_1", name="weather")
    chunks: list[_Data | bytes] = [
        _delta(role="assistant", content="", reasoning="Hm"),
        {**_delta(role="assistant", content="Hi"), "created": 1_772_366_401},
        {**_delta(role="assistant", content="", **call), "created": 1_772_366_402},
        {**_delta("tool_calls", role="assistant", content=""), "created": 1_772_366_402},
        {"choices": [], "created": 1_772_366_402, **_usage(12, 9)},
        _DONE,
    ]
    return ServerStream(
        tuple(_encode(head, chunks)),
        "Hi",
        "Hm",
        (("call_1", "weather", '{"city":"Ulm"}'),),
        (12, None, 9, None, 21),
    )


def _xai() -> ServerStream:
    def usage(received: int) -> dict[str, Any]:
        counts = {"prompt_tokens": 8, "completion_tokens": received, "total_tokens": 11 + received}
        details = {"completion_tokens_details": {"reasoning_tokens": 3}, "num_sources_used": 1}
        return {"usage": {**counts, **details}}

    chunks: list[_Data | bytes] = [
        {**_delta(role="assistant", reasoning_content="Hm"), **usage(0)},
        {**_delta(role="assistant", content="Hi"), **usage(1)},
        {**_delta(role="assistant", content=" there"), **usage(2)},
        {**_delta("stop"), **usage(2), "citations": ["https://a.example"]},
        _DONE,
    ]
    return ServerStream(
        tuple(_encode(_head("grok-3-mini", system_fingerprint="fp_3"), chunks)),
        "Hi there",
        "Hm",
        tokens=(8, None, 2, 3, 13),
    )


def _gemini() -> ServerStream:
    def chunk(finish: str | None = None, /, **delta: Any) -> dict[str, Any]:
        choice: dict[str, Any] = {"delta": {"role": "assistant", **delta}, "index": 0}
        if finish:
            choice["finish_reason"] = finish
        return {"choices": [choice], **_usage(6, 9)}

    first = _call(None, '{"city":"Ulm"}', id="function-call-1", name="weather")
    first["tool_calls"][0]["extra_content"] = {"google": {"thought_signature": "c2ln"}}
    second = _call(None, '{"city":"Rom"}', id="function-call-2", name="weather")
    chunks: list[_Data | bytes] = [
        chunk(content="Hi"),
        chunk(**first),
        chunk(**second),
        chunk("stop"),
        _DONE,
    ]
    return ServerStream(
        tuple(_encode(_head("gemini-3-flash"), chunks)),
        "Hi",
        calls=(
            ("function-call-1", "weather", '{"city":"Ulm"}'),
            ("function-call-2", "weather", '{"city":"Rom"}'),
        ),
        tokens=(6, None, 9, None, 15),
        violations=frozenset({"field-missing"}),
    )


CHAT_SERVERS: Final[dict[str, ServerStream]] = {
    "openai": _openai(),
    "azure": _azure(),
    "openrouter": _openrouter(),
    "vllm": _vllm(),
    "llama.cpp": _llama_cpp(),
    "litellm": _litellm(),
    "groq": _groq(),
    "mistral": _mistral(),
    "deepseek": _deepseek(),
    "ollama": _ollama(),
    "xai": _xai(),
    "gemini": _gemini(),
}
"""A stream of each server, by name."""
