"""Naming what is no stream that can be read."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from ppchat.core.stream.foreign import ProtocolSniffer, describe_body, name_protocol

CHUNK = {"id": "c1", "object": "chat.completion.chunk", "choices": [{"delta": {"content": "a"}}]}
FILTERED = {"id": "", "object": "", "choices": [], "prompt_filter_results": []}
OLLAMA = {"model": "tiny", "message": {"role": "assistant", "content": "a"}, "done": False}
GEMINI = {"candidates": [{"content": {"parts": [{"text": "a"}]}}], "modelVersion": "g"}
READ = "; what can be read is Responses, Chat Completions, Messages and Ollama."


@pytest.mark.parametrize(
    ("data", "protocol"),
    [
        (CHUNK, "Chat Completions"),
        (FILTERED, "Chat Completions"),
        ({"object": "chat.completion", "choices": []}, "Chat Completions"),
        ({"object": "text_completion", "choices": [{"text": "a"}]}, "Completions (legacy)"),
        ({"type": "message_start", "message": {}}, "Messages"),
        ({"type": "error", "error": {"type": "overloaded_error"}}, "Messages"),
        ({"type": "message", "role": "assistant", "stop_reason": None}, "Messages"),
        ({"type": "completion", "completion": "a"}, "Anthropic's Text Completions (legacy)"),
        (OLLAMA, "Ollama"),
        ({"model": "tiny", "response": "a", "done": True}, "Ollama"),
        (GEMINI, "Gemini's generateContent"),
        ({"type": "session.created", "event_id": "e"}, "OpenAI's Realtime API"),
        ({"id": "m", "object": "thread.message.delta"}, "OpenAI's Assistants API"),
        ({"type": "content-delta", "index": 0}, "Cohere's Chat"),
        ({"contentBlockDelta": {"delta": {"text": "a"}}}, "Bedrock's Converse"),
        (
            {"type": "error", "error": {"type": "invalid_request_error"}, "request_id": "req_1"},
            "Messages",
        ),
        ({"type": "error", "error": {"type": "server_error", "code": "x"}}, ""),
        ({"type": "error", "message": "a", "code": "b", "sequence_number": 3}, ""),
        ({"type": "ping"}, ""),
        ({"type": [], "error": {"type": {}}}, ""),
        ({"type": "response.completed", "response": {"object": "response"}}, "Responses"),
        ({"type": 3, "object": [], "choices": {}, "done": 1}, ""),
    ],
)
def test_a_protocol_is_known_by_one_event(data: dict[str, Any], protocol: str) -> None:
    assert name_protocol(data) == protocol


def sentence(*events: dict[str, Any]) -> str:
    sniffer = ProtocolSniffer()
    for data in events:
        sniffer.feed(data, is_own=str(data.get("type", "")).startswith("response."))
    return sniffer.sentence


def test_the_error_of_a_foreign_stream_is_quoted() -> None:
    assert sentence({"type": "ping"}, GEMINI) == f"This is Gemini's generateContent{READ}"
    late = {"error": {"message": "Out of memory.", "code": None}}
    assert sentence(GEMINI, late) == f"This is Gemini's generateContent: Out of memory{READ}"
    assert sentence(late) == "This is a JSON error, not a stream: Out of memory."


def test_an_event_of_our_own_decides() -> None:
    own = {"type": "response.created", "response": {}}
    assert sentence(own, GEMINI) == ""
    assert sentence({"type": "error", "error": {"message": "a", "code": "b"}}) == ""
    assert sentence(*[{"type": "odd"}] * 100, GEMINI) == ""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (gzip.compress(b"data: {}\n\n", mtime=0), "This is compressed data (gzip), not a stream."),
        (
            b"\n<!-- x --><!DOCTYPE html><html><title>Sign in</title>",
            "This is an HTML page, not a stream: Sign in.",
        ),
        (b"<html>", "This is an HTML page, not a stream."),
        (b"\xef\xbb\xbf<HTML>", "This is an HTML page, not a stream."),
        (b'<?xml version="1.0"?><Error/>', "This is an XML document, not a stream."),
        (
            json.dumps({"error": {"message": "Slow down", "code": "rate"}}, indent=2).encode(),
            "This is a JSON error, not a stream: Slow down (rate).",
        ),
        (b'{"detail": "Not Found"}', "This is a JSON error, not a stream: Not Found."),
        (b'{"error":"no such model"}\n', "This is a JSON error, not a stream: no such model."),
        (
            b"%s\n%s" % (json.dumps(OLLAMA).encode(), b'{"cut'),
            "This is JSON of Ollama, not a stream.",
        ),
        (json.dumps([GEMINI]).encode(), f"This is Gemini's generateContent{READ}"),
        (
            b"[%s\n,\n" % json.dumps(GEMINI).encode(),
            f"This is Gemini's generateContent{READ}",
        ),
        (
            b'{"id":"resp_1",\n"object":"response"}',
            "This is a whole Response, not its stream: it was requested without `stream`.",
        ),
        (
            b'{"object":"chat.completion","choices":[]}',
            "This is a whole chat completion, not its stream: it was requested without `stream`.",
        ),
        (
            b'{"type":"message","role":"assistant","stop_reason":"end_turn"}',
            "This is a whole Message, not its stream: it was requested without `stream`.",
        ),
        (b"", ""),
        (b"{}", ""),
        (b"[1, 2]", ""),
        (b"Some text.", ""),
        (b'{"log": {"message": "a"}, "message": "b"}', ""),
        (b"[" * 100_000, ""),
    ],
)
def test_a_body_is_named(body: bytes, expected: str) -> None:
    assert describe_body(body) == expected
