"""Every request that is built has the shape that each kind of server accepts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from ppchat.core.chat.conversation import Node, build_request
from ppchat.core.chat.settings.request_fields import write_parameters
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.registry import ASKABLE
from ppchat.core.dialects.tools import FunctionTool
from ppchat.core.recording.recording import Recording
from tests.support.accepted_requests import CHAT_SERVERS, RESPONSES_SERVERS
from tests.support.chunks import TWISTER, chat_recording
from tests.support.recordings import build_recording, created, delta, item_added, terminal
from tests.support.rounds import (
    answers_to,
    calling_recording,
    function_item,
    path_of_rounds,
    reasoning_item,
    responses_answer,
)

RESPONSES, CHAT = ASKABLE
HERE = "http://127.0.0.1:1/v1"
TOOLS = (FunctionTool("get_weather", "The weather.", {"type": "object", "properties": {}}),)
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}
SETTINGS = {"temperature": 0.2, "top_p": 0.9, "max_tokens": 100, "effort": "low", "schema": SCHEMA}
IMAGE = Attachment("b.png", "image/png", b"\x89PNG")


def answered(text: str = "Peter", **response: Any) -> Recording:
    events = [item_added(10), delta(20, text), terminal(90, id="resp_1", **response)]
    return build_recording([created(id="resp_1", **response), *events], model="m")


def called(encrypted: str | None = None) -> Recording:
    """An answer that says something, and calls a function."""
    words = [item_added(6, 1), delta(8, "So:", 1)]
    return responses_answer(reasoning_item(5, 0, encrypted), *words, function_item(10, 2))


def turns(*recordings: Recording, **fields: Any) -> list[Node]:
    return [
        Node(str(n), str(n - 1) if n else None, f"q{n}", recording, **fields)
        for n, recording in enumerate(recordings)
    ]


def body(path: list[Node], prompt: str = "next", **options: Any) -> dict[str, Any]:
    dialect = options.pop("dialect", RESPONSES)
    parameters = write_parameters(dialect, options.pop("parameters", {}))
    request = build_request(
        path, prompt, model="m", base_url=HERE, extra=parameters, dialect=dialect, **options
    ).request
    return dict(request.body)


def bodies(dialect: Any) -> dict[str, dict[str, Any]]:
    """The requests of every kind that repeat the conversation, or begin one."""
    rounds = path_of_rounds("Cold?", [called(), called()])
    chat_rounds = path_of_rounds("Cold?", [calling_recording("chat", 2)])
    options: dict[str, Any] = {"dialect": dialect}
    return {
        "a first turn": body([], **options),
        "a second turn": body(turns(answered()), **options),
        "a third turn": body(turns(answered("A0"), answered("A1")), **options),
        "after an answer over Chat": body(turns(chat_recording(*TWISTER)), **options),
        "instructions": body(turns(answered()), instructions="Be brief.", **options),
        "settings": body(turns(answered()), parameters=SETTINGS, **options),
        "tools": body(turns(answered()), tools=TOOLS, **options),
        "a round": body(
            rounds, "", tools=TOOLS, answers=answers_to(rounds[-1].recording), **options
        ),
        "a round after Chat": body(
            chat_rounds, "", tools=TOOLS, answers=answers_to(chat_rounds[0].recording), **options
        ),
        "a turn after rounds": body(path_of_rounds("Cold?", [called(), answered()]), **options),
        "an image": body(turns(answered(), attachments=(IMAGE,)), attachments=[IMAGE], **options),
    }


@pytest.mark.parametrize("server", RESPONSES_SERVERS)
@pytest.mark.parametrize(("name", "sent"), bodies(RESPONSES).items(), ids=bodies(RESPONSES))
def test_servers_of_responses_accept(name: str, sent: dict[str, Any], server: str) -> None:
    assert "previous_response_id" not in sent, name
    RESPONSES_SERVERS[server](sent)


@pytest.mark.parametrize("server", CHAT_SERVERS)
@pytest.mark.parametrize(("name", "sent"), bodies(CHAT).items(), ids=bodies(CHAT))
def test_servers_of_chat_completions_accept(name: str, sent: dict[str, Any], server: str) -> None:
    assert sent["messages"], name
    CHAT_SERVERS[server](sent)


@pytest.mark.parametrize("server", ["OpenAI", "vLLM", "OpenRouter", "LM Studio"])
def test_servers_that_store_accept_what_continues(server: str) -> None:
    stored = turns(answered(store=True))
    chained = body(stored, instructions="Be brief.", parameters=SETTINGS, tools=TOOLS)
    assert chained["previous_response_id"] == "resp_1"
    RESPONSES_SERVERS[server](chained)
    calling = path_of_rounds("Cold?", [responses_answer(function_item(10, 0), store=True)])
    outputs = body(calling, "", tools=TOOLS, answers=answers_to(calling[0].recording))
    assert [item["type"] for item in outputs["input"]] == ["function_call_output"]
    RESPONSES_SERVERS[server](outputs)


def test_items_go_back_to_their_server_as_they_came() -> None:
    rounds = path_of_rounds("Cold?", [called("gAAA")])
    sent = body(rounds, "", tools=TOOLS, answers=answers_to(rounds[0].recording))
    assert [item["type"] for item in sent["input"]][1] == "reasoning"
    RESPONSES_SERVERS["OpenAI"](sent)


@pytest.mark.parametrize(
    ("server", "item"),
    [
        ("llama.cpp", {"role": "assistant", "content": "A0"}),
        ("llama.cpp", {"type": "message", "role": "assistant", "content": "A0"}),
        ("llama.cpp", {"type": "custom_tool_call", "call_id": "c", "name": "n", "input": ""}),
        ("vLLM", {"type": "message", "role": "assistant", "content": [{"type": "output_text"}]}),
        ("OpenRouter", {"type": "message", "role": "assistant", "content": "A0"}),
        ("Ollama", {"content": "A0"}),
        ("OpenAI", {"type": "message", "id": "x", "role": "assistant", "content": "A0"}),
    ],
)
def test_what_a_server_refuses_is_refused_here(server: str, item: dict[str, Any]) -> None:
    check: Callable[[dict[str, Any]], None] = RESPONSES_SERVERS[server]
    with pytest.raises((AssertionError, ValidationError, KeyError)):
        check({"input": [item]})
