"""The body of the next request, and what a request asked."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.chat.conversation import NextRequest, Node, build_request
from ppchat.core.dialects.request_text import content_text
from ppchat.core.dialects.responses.request import last_prompt
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Request
from tests.support.recordings import (
    TimedEvent,
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    terminal,
)
from tests.support.rounds import (
    OSLO,
    WEATHER,
    answers_to,
    approval_item,
    custom_item,
    function_item,
    path_of_rounds,
    reasoning_item,
    responses_answer,
)

HERE = "http://127.0.0.1:1/v1"
STORED: dict[str, Any] = {"store": True}


def stored(*events: TimedEvent, end: str = "completed", identity: str = "resp_1") -> Recording:
    return build_recording(
        [created(store=True), *events, terminal(90, end, id=identity, store=True)], model="m"
    )


def answered(text: str = "Peter", identity: str = "resp_1", **response: Any) -> Recording:
    rest = [item_added(10), delta(20, text), terminal(90, id=identity, **response)]
    return build_recording([created(id=identity, **response), *rest], model="m")


def chain(*answers: Recording) -> list[Node]:
    return [
        Node(str(n), str(n - 1) if n else None, f"q{n}", answer) for n, answer in enumerate(answers)
    ]


def next_request(path: list[Node], **changes: Any) -> NextRequest:
    return build_request(path, "next", **{"model": "m", "base_url": HERE} | changes)


def sent(following: NextRequest) -> list[tuple[str, str]]:
    items = following.request.body["input"]
    return [(message["role"], content_text(message["content"])) for message in items]


def said(text: str, number: int = 1) -> dict[str, Any]:
    """A message of the model as it is sent back."""
    content = [{"type": "output_text", "text": text, "annotations": []}]
    fields = {"id": f"msg_{number}", "status": "completed", "content": content}
    return {"type": "message", "role": "assistant", **fields}


def test_the_first_request_is_one_message() -> None:
    following = next_request([], instructions="Be brief.")
    assert following.request == Request(
        {
            "model": "m",
            "input": [{"type": "message", "role": "user", "content": "next"}],
            "stream": True,
            "instructions": "Be brief.",
        },
        HERE,
    )
    assert (following.chained_to, following.message_count) == (None, 1)


def test_without_instructions_there_is_no_field_and_extra_fields_are_sent() -> None:
    body = next_request([], extra={"temperature": 0, "stream": False}).request.body
    assert "instructions" not in body
    assert (body["temperature"], body["stream"]) == (0, True)


def test_only_the_new_prompt_is_sent_where_the_server_stores_responses() -> None:
    following = next_request(chain(answered(identity="resp_0", store=True), answered(store=True)))
    assert following.request.body["previous_response_id"] == "resp_1"
    assert sent(following) == [("user", "next")]
    assert (following.chained_to, following.message_count) == ("1", 1)


@pytest.mark.parametrize("store", [{}, {"store": False}, {"store": None}])
def test_everything_is_sent_where_it_does_not(store: dict[str, Any]) -> None:
    following = next_request(chain(answered("A0", **store), answered("A1", **store)))
    assert "previous_response_id" not in following.request.body
    assert sent(following) == [
        ("user", "q0"),
        ("assistant", "A0"),
        ("user", "q1"),
        ("assistant", "A1"),
        ("user", "next"),
    ]
    assert following.message_count == 5


@pytest.mark.parametrize(
    "changes", [{"base_url": "http://127.0.0.1:2/v1"}, {"model": "other"}, {"chain": False}]
)
def test_everything_is_sent_to_another_server_or_model_or_after_a_loss(
    changes: dict[str, Any],
) -> None:
    following = next_request(chain(answered("A0", **STORED)), **changes)
    assert sent(following) == [("user", "q0"), ("assistant", "A0"), ("user", "next")]
    assert following.chained_to is None


UNFINISHED = [created(store=True), item_added(10), delta(20, "Pe")]


@pytest.mark.parametrize(
    "unfinished",
    [
        build_recording(UNFINISHED, end=End.STOPPED, model="m"),
        build_recording(UNFINISHED, end=End.BROKEN, model="m"),
        build_recording(UNFINISHED, end=None, model="m"),
        build_recording([*UNFINISHED, terminal(90, "failed", store=True)], model="m"),
        build_recording([*UNFINISHED, terminal(90, "incomplete", store=True)], model="m"),
    ],
)
def test_after_an_unfinished_answer_the_last_finished_one_is_continued(
    unfinished: Recording,
) -> None:
    following = next_request(chain(answered("A0", "resp_0", store=True), unfinished))
    assert following.request.body["previous_response_id"] == "resp_0"
    assert sent(following) == [("user", "q1"), ("assistant", "Pe"), ("user", "next")]
    assert following.message_count == 3
    alone = next_request(chain(unfinished))
    assert sent(alone) == [("user", "q0"), ("assistant", "Pe"), ("user", "next")]


def test_a_refused_prompt_is_omitted_and_one_without_an_answer_stays() -> None:
    refused = build_recording([], end=End.REFUSED, model="m")
    silent = build_recording([created()], end=End.BROKEN, model="m")
    assert sent(next_request(chain(refused, silent))) == [("user", "q1"), ("user", "next")]


@pytest.mark.parametrize(
    "kind",
    ["function_call", "custom_tool_call", "computer_call", "shell_call", "apply_patch_call"],
)
def test_a_call_without_its_output_is_not_continued(kind: str) -> None:
    answer = stored(item_done(20, 0, kind, call_id="call_1"), item_done(30, 1, "reasoning"))
    following = next_request(chain(answered("A0", "resp_0", store=True), answer))
    assert following.chained_to == "0"
    assert sent(following) == [("user", "q1"), ("user", "next")]


def test_a_shell_call_that_the_server_ran_is_continued() -> None:
    ran = stored(
        item_done(20, 0, "shell_call", call_id="call_1"),
        item_done(30, 1, "shell_call_output", call_id="call_1"),
    )
    assert next_request(chain(ran)).chained_to == "0"


def test_a_refusal_is_sent_as_the_answer() -> None:
    answer = stored(item_added(10), delta(20, "I can't", kind="refusal"))
    assert sent(next_request(chain(answer), chain=False))[1] == ("assistant", "I can't")
    assert next_request(chain(answer)).chained_to == "0"


def test_every_message_has_its_type() -> None:
    """llama.cpp does not know what an item without it is."""
    body = next_request(chain(answered())).request.body
    assert [item["type"] for item in body["input"]] == ["message"] * 3


# Rounds.


def round_request(*recordings: Recording, **changes: Any) -> NextRequest:
    path = path_of_rounds("q0", recordings)
    settings = {"model": "m", "base_url": HERE, "answers": answers_to(recordings[-1])} | changes
    return build_request(path, "", **settings)


def kinds(following: NextRequest) -> list[str]:
    return [item["type"] for item in following.request.body["input"]]


def test_only_the_outputs_are_sent_where_the_server_stores_the_calls() -> None:
    following = round_request(
        responses_answer(reasoning_item(10, 0, None), function_item(20, 1), store=True)
    )
    assert following.request.body["previous_response_id"] == "resp_1"
    assert following.request.body["input"] == [
        {"type": "function_call_output", "call_id": "call_1", "output": "4 degrees"}
    ]
    assert (following.chained_to, following.message_count) == ("0", 1)


def test_a_call_that_stays_unanswered_is_not_continued() -> None:
    calling = responses_answer(function_item(10, 0), function_item(20, 1), store=True)
    following = round_request(calling, answers=answers_to(calling)[1:])
    assert following.chained_to is None
    assert kinds(following) == ["message", "function_call", "function_call_output"]
    assert "id" not in following.request.body["input"][1]


def test_calls_go_back_with_the_reasoning_that_led_to_them() -> None:
    following = round_request(
        responses_answer(
            reasoning_item(5, 0),
            item_done(8, 1, content=[{"type": "output_text", "text": "So:", "annotations": []}]),
            function_item(10, 2),
            approval_item(20, 3),
            custom_item(30, 4),
            store=False,
        )
    )
    assert kinds(following) == [
        "message",
        "reasoning",
        "message",
        "function_call",
        "mcp_approval_request",
        "custom_tool_call",
        "function_call_output",
        "mcp_approval_response",
        "custom_tool_call_output",
    ]
    _, reasoning, message, call, *_, approval, custom = following.request.body["input"]
    assert (reasoning["id"], reasoning["encrypted_content"]) == ("rs_0", "gAAA")
    assert message["content"][0]["text"] == "So:"
    assert (call["id"], call["call_id"], call["arguments"]) == ("fc_2", "call_2", OSLO)
    approves = {"type": "mcp_approval_response", "approval_request_id": "mcpr_3", "approve": True}
    assert approval == approves
    assert custom["output"] == "4 degrees"


@pytest.mark.parametrize(
    ("encrypted", "changes"),
    [(None, {}), ("gAAA", {"model": "other"}), ("gAAA", {"base_url": "http://127.0.0.1:2/v1"})],
)
def test_reasoning_that_the_server_cannot_read_is_left_out_and_so_are_its_ids(
    encrypted: str | None, changes: dict[str, Any]
) -> None:
    calling = responses_answer(
        reasoning_item(5, 0, encrypted), item_added(6, 1), delta(8, "So:", 1), function_item(10, 2)
    )
    following = round_request(calling, **changes)
    assert following.request.body["input"][1:3] == [
        said("So:"),
        {"type": "function_call", "call_id": "call_2", "name": WEATHER, "arguments": OSLO},
    ]


def test_the_words_of_a_message_that_was_never_completed_are_sent() -> None:
    calling = responses_answer(item_added(6, 0), delta(8, "So:", 0), function_item(10, 1))
    words = round_request(calling).request.body["input"][1]
    assert words == said("So:")


def test_a_refused_approval_is_sent_as_such() -> None:
    calling = responses_answer(approval_item(10, 0))
    (answer,) = answers_to(calling)
    following = round_request(calling, answers=[answer._replace(approved=False)])
    assert following.request.body["input"][-1]["approve"] is False


def test_further_rounds_and_a_prompt_after_them() -> None:
    first = responses_answer(function_item(10, 0), identity="resp_1")
    second = responses_answer(function_item(10, 0), identity="resp_2")
    path = path_of_rounds("q0", [first, second, answered("Cold.")])
    following = next_request(path)
    assert kinds(following) == [
        "message",
        *("function_call", "function_call_output") * 2,
        "message",
        "message",
    ]
    stored_last = path_of_rounds("q0", [first, responses_answer(function_item(10, 0), store=True)])
    answers = answers_to(stored_last[-1].recording)
    following = build_request(stored_last, "", model="m", base_url=HERE, answers=answers)
    assert (following.chained_to, kinds(following)) == ("1", ["function_call_output"])


def test_each_message_of_the_model_has_an_id_of_its_own() -> None:
    items = next_request(chain(answered("A0"), answered("A1"))).request.body["input"]
    assert items[1::2] == [said("A0", 1), said("A1", 3)]


def test_reasoning_is_not_sent_back_as_text() -> None:
    answer = stored(
        item_added(5, 0, "reasoning"),
        delta(6, "hm", 0, "reasoning_text"),
        item_added(10, 1),
        delta(20, "Peter", 1),
    )
    assert sent(next_request(chain(answer), chain=False))[1] == ("assistant", "Peter")


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ("hello", "hello"),
        ([{"role": "user", "content": "hello"}], "hello"),
        (
            [
                {"role": "user", "content": "first"},
                {"role": "assistant", "content": "so"},
                {"role": "user", "content": [{"type": "input_text", "text": "hello"}, {}, 7]},
                {"role": "assistant", "content": "so"},
                7,
            ],
            "hello",
        ),
        ([{"role": "user", "content": 7}], ""),
        (None, ""),
        (7, ""),
    ],
)
def test_the_last_prompt(messages: object, expected: str) -> None:
    assert last_prompt({"input": messages}) == expected
