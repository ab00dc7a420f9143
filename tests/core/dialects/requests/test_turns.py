"""What of a conversation is sent back: calls and their outputs, always in pairs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from anthropic.types import MessageParam, ToolParam
from hypothesis import given
from hypothesis import strategies as st
from openai.types.chat import ChatCompletionFunctionToolParam, ChatCompletionMessageParam
from openai.types.responses import FunctionToolParam, ResponseInputItemParam
from pydantic import TypeAdapter

from ppchat.core.chat.conversation import Node
from ppchat.core.dialects.attachments import Attachment
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.dialects.dialect import Dialect, NextBody
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.dialects.requests.turns import sent_turns
from ppchat.core.dialects.tools import FunctionTool, HostedTool
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End
from tests.support.recordings import build_recording, created, delta, item_added
from tests.support.rounds import OSLO, answers_to, calling_recording, path_of_rounds

NAMES = [dialect.name for dialect in DIALECTS]
BY_NAME = {dialect.name: dialect for dialect in DIALECTS}
CALLING_NAMES = [name for name in NAMES if name != "ollama"]
TOOLS = (
    FunctionTool("get_weather", "The weather in a city.", {"type": "object", "properties": {}}),
    HostedTool("web", {"type": "web_search"}),
)


def body_of(
    dialect: Dialect, path: list[Node], answers: tuple[CallAnswer, ...], **options: Any
) -> NextBody:
    settings: dict[str, Any] = {
        "model": "m",
        "base_url": "",
        "instructions": "",
        "extra": {},
        "chain": True,
    }
    return dialect.build_body(path, "", answers=answers, **(settings | options))


def calls_and_outputs(body: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """The ids of the calls and the outputs of a request, in its order."""
    for item in body.get("input", ()):
        if item["type"].endswith("_response"):
            yield "output", item["approval_request_id"]
        elif item["type"].endswith("_output"):
            yield "output", item["call_id"]
        elif item["type"] == "mcp_approval_request":
            yield "call", item["id"]
        elif item["type"].endswith("_call"):
            yield "call", item["call_id"]
    for message in body.get("messages", ()):
        for call in message.get("tool_calls", ()):
            yield "call", call["id"]
        if message["role"] == "tool":
            yield "output", message["tool_call_id"]
        content = message["content"]
        for block in content if isinstance(content, list) else ():
            if block["type"] == "tool_use":
                yield "call", block["id"]
            elif block["type"] == "tool_result":
                yield "output", block["tool_use_id"]


def assert_pairs(body: dict[str, Any]) -> None:
    """The calls of an answer, then the outputs of all of them in the same order, and so on."""
    waiting: list[object] = []
    are_calls_over = False
    for kind, identity in calls_and_outputs(body):
        if kind == "call":
            assert not (are_calls_over and waiting), "a call between outputs"
            waiting.append(identity)
        else:
            assert waiting.pop(0) == identity
        are_calls_over = kind == "output"
    assert waiting == []


CUT_OFF = build_recording([created(), item_added(10), delta(20, "Pe")], end=End.BROKEN)
REFUSED = build_recording([], end=End.REFUSED)


@cache
def recording_of(name: str, calls: int) -> Recording:
    return calling_recording(name, calls)


RECORDINGS = st.builds(recording_of, st.sampled_from(NAMES), st.integers(0, 4))


@st.composite
def paths(draw: st.DrawFn) -> tuple[list[Node], tuple[CallAnswer, ...]]:
    """Turns of any dialects, of which some answer all or some of the calls before."""
    path: list[Node] = []

    def some_answers() -> tuple[CallAnswer, ...]:
        before = path[-1].recording if path else recording_of("responses", 2)
        answers = answers_to(before)
        keep = draw(st.lists(st.booleans(), min_size=len(answers), max_size=len(answers)))
        kept = [answer for answer, is_kept in zip(answers, keep, strict=True) if is_kept]
        return tuple(draw(st.permutations(kept)))

    for number in range(draw(st.integers(1, 5))):
        recording = draw(st.one_of(RECORDINGS, st.just(CUT_OFF), st.just(REFUSED)))
        answers = some_answers()
        parent = path[-1].id if path else None
        path.append(Node(str(number), parent, "" if answers else "q", recording, answers))
    return path, some_answers()


@pytest.mark.parametrize("name", NAMES)
@given(turns=paths())
def test_every_call_has_its_output_and_every_output_its_call(
    name: str, turns: tuple[list[Node], tuple[CallAnswer, ...]]
) -> None:
    path, answers = turns
    assert_pairs(body_of(BY_NAME[name], path, answers).body)


MESSAGES = {
    "responses": ("input", ResponseInputItemParam, FunctionToolParam),
    "chat": ("messages", ChatCompletionMessageParam, ChatCompletionFunctionToolParam),
    "messages": ("messages", MessageParam, ToolParam),
}


@pytest.mark.parametrize("spoken", NAMES)
@pytest.mark.parametrize("name", CALLING_NAMES)
def test_the_vendors_types_accept_what_is_sent(name: str, spoken: str) -> None:
    """An exchange of several rounds, asked over any API, goes on over any other."""
    path = path_of_rounds("Cold?", [recording_of(spoken, 3), recording_of(spoken, 1)])
    answers = answers_to(path[-1].recording)
    body, _, _ = body_of(BY_NAME[name], path, answers, tools=TOOLS)
    field, item_type, tool_type = MESSAGES[name]
    TypeAdapter(list[item_type]).validate_python(body[field])  # type: ignore[valid-type]
    TypeAdapter(tool_type).validate_python(body["tools"][0], strict=True)
    hosted = [{"type": "web_search"}] if name == "responses" else []
    assert body["tools"][1:] == hosted
    outputs = [identity for kind, identity in calls_and_outputs(body) if kind == "output"]
    approvals = 1 if spoken == "responses" and name != "responses" else 0
    assert len(outputs) == 4 - approvals


@pytest.mark.parametrize("name", NAMES)
def test_tools_come_after_those_of_the_settings(name: str) -> None:
    extra = {"tools": [{"type": "own"}]}
    body = body_of(BY_NAME[name], [], (), extra=extra, tools=TOOLS).body
    assert body["tools"][0] == {"type": "own"}
    assert body_of(BY_NAME[name], [], (), extra=extra).body["tools"] == extra["tools"]


def test_outputs_come_in_the_order_of_the_calls_and_only_for_calls() -> None:
    path = path_of_rounds("Cold?", [recording_of("chat", 2)])
    answers = answers_to(path[0].recording)
    (turn,) = sent_turns(path, reversed(answers))
    assert turn.outputs == answers
    (turn,) = sent_turns(path, [answers[0]._replace(call=answers[0].call._replace(output_index=9))])
    assert turn.outputs == ()


def test_a_refused_turn_is_omitted_with_what_it_began_with() -> None:
    path = path_of_rounds("Cold?", [recording_of("chat", 1), REFUSED])
    (turn,) = sent_turns(path)
    assert (turn.position, turn.outputs) == (0, ())
    assert OSLO in str(body_of(BY_NAME["chat"], path[:1], answers_to(path[0].recording)).body)


FILES = (
    Attachment("src/a.py", "text/plain", b"print()"),
    Attachment("b.png", "image/png", b"\x89PNG"),
    Attachment("docs/c.pdf", "application/pdf", b"%PDF-"),
)
URL, PDF_URL = "data:image/png;base64,iVBORw==", "data:application/pdf;base64,JVBERi0="
TEXT = '<file name="src/a.py">\nprint()\n</file>\n\nExplain.'
WITH_FILES: dict[str, Any] = {
    "responses": [
        {"type": "input_image", "image_url": URL, "detail": "auto"},
        {"type": "input_file", "filename": "c.pdf", "file_data": PDF_URL},
        {"type": "input_text", "text": TEXT},
    ],
    "chat": [
        {"type": "image_url", "image_url": {"url": URL}},
        {"type": "file", "file": {"filename": "c.pdf", "file_data": PDF_URL}},
        {"type": "text", "text": TEXT},
    ],
    "messages": [
        {
            "type": "image",
            "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw=="},
        },
        {
            "type": "document",
            "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
            "title": "c.pdf",
        },
        {"type": "text", "text": TEXT},
    ],
    "ollama": TEXT,
}


def with_files(name: str, files: tuple[Attachment, ...], path: list[Node] | None = None) -> Any:
    """The messages that send a question with files."""
    body = (
        BY_NAME[name]
        .build_body(
            path or [],
            "Explain.",
            model="m",
            base_url="",
            instructions="",
            extra={},
            chain=True,
            attachments=files,
        )
        .body
    )
    return body.get("input") or body["messages"]


@pytest.mark.parametrize("name", NAMES)
def test_files_are_written_as_the_protocol_has_them(name: str) -> None:
    (message,) = with_files(name, FILES)
    assert message["content"] == WITH_FILES[name]
    assert message.get("images") == (["iVBORw=="] if name == "ollama" else None)
    assert BY_NAME[name].last_prompt({"input": [message], "messages": [message]}) == "Explain."
    if name in MESSAGES:
        _, item_type, _ = MESSAGES[name]
        TypeAdapter(list[item_type]).validate_python([message])  # type: ignore[valid-type]


@pytest.mark.parametrize("name", NAMES)
def test_a_message_with_nothing_but_text_is_not_written_in_parts(name: str) -> None:
    (message,) = with_files(name, FILES[:1])
    assert message["content"] == TEXT


@pytest.mark.parametrize("name", NAMES)
def test_the_files_of_an_earlier_turn_are_sent_again(name: str) -> None:
    node = Node("0", None, "Explain.", recording_of(name, 1), attachments=FILES)
    answered = Node("1", "0", "", recording_of(name, 0), answers_to(node.recording))
    for path in ([node], [node, answered]):
        message = with_files(name, (), path)[0]
        assert message["content"] == WITH_FILES[name]
