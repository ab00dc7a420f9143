"""The tree of turns, and the input of the next request."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.chat.conversation import Ask, Conversation, Node, ask, title
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Request
from tests.support.playbook import Said, created, delta, item_added, item_done, recording, terminal

HERE = "http://127.0.0.1:1/v1"
STORED: dict[str, Any] = {"store": True}


def stored(*between: Said, end: str = "completed", identity: str = "resp_1") -> Recording:
    return recording(
        [created(store=True), *between, terminal(90, end, id=identity, store=True)], model="m"
    )


def answered(text: str = "Peter", identity: str = "resp_1", **response: Any) -> Recording:
    said = [item_added(10), delta(20, text), terminal(90, id=identity, **response)]
    return recording([created(id=identity, **response), *said], model="m")


def node(name: str, parent: str | None = None, made: Recording | None = None) -> Node:
    return Node(name, parent, f"prompt {name}", made or answered(f"answer {name}"))


def chain(*made: Recording) -> list[Node]:
    return [
        Node(str(at), str(at - 1) if at else None, f"q{at}", each) for at, each in enumerate(made)
    ]


def asked(path: list[Node], **changes: Any) -> Ask:
    return ask(path, "next", **{"model": "m", "base_url": HERE} | changes)


def said(found: Ask) -> list[tuple[str, str]]:
    return [(message["role"], message["content"]) for message in found.request.body["input"]]


# The tree.


def test_a_new_conversation_has_no_path() -> None:
    conversation = Conversation("c")
    assert (conversation.path, conversation.leaf, len(conversation)) == ((), None, 0)


def test_the_path_goes_from_the_first_node_to_the_leaf() -> None:
    conversation = Conversation("c", nodes=[node("a"), node("b", "a"), node("c", "b")])
    assert [each.id for each in conversation.path] == ["a", "b", "c"]
    assert [each.id for each in conversation.path_to("b")] == ["a", "b"]


def test_an_edit_is_a_sibling_and_becomes_the_leaf() -> None:
    conversation = Conversation("c", nodes=[node("a"), node("b", "a"), node("b2", "a")])
    assert [each.id for each in conversation.siblings("b")] == ["b", "b2"]
    assert [each.id for each in conversation.path] == ["a", "b2"]
    assert conversation.siblings("b2") == conversation.siblings("b")


def test_first_prompts_are_siblings_of_one_another() -> None:
    conversation = Conversation("c", nodes=[node("a"), node("z")])
    assert [each.id for each in conversation.siblings("a")] == ["a", "z"]


def test_selecting_a_branch_shows_it_down_to_what_was_asked_last() -> None:
    nodes = [node("a"), node("b", "a"), node("c", "b"), node("c2", "b"), node("b2", "a")]
    conversation = Conversation("c", nodes=nodes)
    conversation.select("b")
    assert [each.id for each in conversation.path] == ["a", "b", "c2"]
    conversation.select("b2")
    assert conversation.leaf == "b2"


def test_a_node_needs_its_parent_and_a_new_id() -> None:
    conversation = Conversation("c", nodes=[node("a")])
    for wrong in (node("b", "nowhere"), node("a"), node("x", "x")):
        with pytest.raises(ValueError, match="does not fit"):
            conversation.add(wrong)
    with pytest.raises(KeyError):
        conversation.select("nowhere")
    assert conversation.leaf == "a"


def test_the_title_is_the_first_prompts_first_line() -> None:
    conversation = Conversation("c")
    conversation.add(Node("a", None, "\n  \n Why is it so?  \nmore", answered()))
    conversation.add(Node("b", "a", "And now?", answered()))
    assert conversation.title == "Why is it so?"
    assert Conversation("c", "Named", [node("a")]).title == "Named"


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [("", ""), ("\n\n", ""), ("a\nb", "a"), ("x" * 80, "x" * 80), ("x" * 81, "x" * 79 + "…")],
)
def test_title(prompt: str, expected: str) -> None:
    assert title(prompt) == expected


# The next request.


def test_the_first_request_is_one_message() -> None:
    found = asked([], instructions="Be brief.")
    assert found.request == Request(
        {
            "model": "m",
            "input": [{"role": "user", "content": "next"}],
            "stream": True,
            "instructions": "Be brief.",
        },
        HERE,
    )
    assert (found.chained_to, found.messages, found.carries) == (None, 1, "the first message")


def test_no_instructions_are_no_field_and_extra_fields_go_along() -> None:
    body = asked([], extra={"temperature": 0, "stream": False}).request.body
    assert "instructions" not in body
    assert (body["temperature"], body["stream"]) == (0, True)


def test_where_the_server_stores_only_what_is_new_is_sent() -> None:
    found = asked(chain(answered(identity="resp_0", store=True), answered(store=True)))
    assert found.request.body["previous_response_id"] == "resp_1"
    assert said(found) == [("user", "next")]
    assert (found.chained_to, found.carries) == ("1", "previous_response_id")


@pytest.mark.parametrize("store", [{}, {"store": False}, {"store": None}])
def test_where_it_does_not_everything_is_sent(store: dict[str, Any]) -> None:
    found = asked(chain(answered("A0", **store), answered("A1", **store)))
    assert "previous_response_id" not in found.request.body
    assert said(found) == [
        ("user", "q0"),
        ("assistant", "A0"),
        ("user", "q1"),
        ("assistant", "A1"),
        ("user", "next"),
    ]
    assert found.carries == "the full input"


@pytest.mark.parametrize(
    "changes", [{"base_url": "http://127.0.0.1:2/v1"}, {"model": "other"}, {"chain": False}]
)
def test_another_server_another_model_or_a_server_that_forgot_gets_everything(
    changes: dict[str, Any],
) -> None:
    found = asked(chain(answered("A0", **STORED)), **changes)
    assert said(found) == [("user", "q0"), ("assistant", "A0"), ("user", "next")]
    assert found.chained_to is None


BROKEN_OFF = [created(store=True), item_added(10), delta(20, "Pe")]


@pytest.mark.parametrize(
    "unfinished",
    [
        recording(BROKEN_OFF, end=End.STOPPED, model="m"),
        recording(BROKEN_OFF, end=End.BROKEN, model="m"),
        recording(BROKEN_OFF, end=None, model="m"),
        recording([*BROKEN_OFF, terminal(90, "failed", store=True)], model="m"),
        recording([*BROKEN_OFF, terminal(90, "incomplete", store=True)], model="m"),
    ],
)
def test_after_an_unfinished_answer_the_last_finished_one_is_gone_on_from(
    unfinished: Recording,
) -> None:
    found = asked(chain(answered("A0", "resp_0", store=True), unfinished))
    assert found.request.body["previous_response_id"] == "resp_0"
    assert said(found) == [("user", "q1"), ("assistant", "Pe"), ("user", "next")]
    assert found.carries == "previous_response_id and 2 earlier messages"
    alone = asked(chain(unfinished))
    assert said(alone) == [("user", "q0"), ("assistant", "Pe"), ("user", "next")]


def test_what_no_server_took_is_left_out_and_what_was_not_answered_stays() -> None:
    refused = recording([], end=End.REFUSED, model="m")
    silent = recording([created()], end=End.BROKEN, model="m")
    assert said(asked(chain(refused, silent))) == [("user", "q1"), ("user", "next")]


@pytest.mark.parametrize(
    "kind",
    ["function_call", "custom_tool_call", "computer_call", "shell_call", "apply_patch_call"],
)
def test_a_call_without_its_output_is_not_gone_on_from(kind: str) -> None:
    made = stored(item_done(20, 0, kind, call_id="call_1"), item_done(30, 1, "reasoning"))
    found = asked(chain(answered("A0", "resp_0", store=True), made))
    assert found.chained_to == "0"
    assert said(found) == [("user", "q1"), ("user", "next")]


def test_a_shell_that_the_server_ran_is_gone_on_from() -> None:
    ran = stored(
        item_done(20, 0, "shell_call", call_id="call_1"),
        item_done(30, 1, "shell_call_output", call_id="call_1"),
    )
    assert asked(chain(ran)).chained_to == "0"


def test_a_refusal_is_what_the_model_said() -> None:
    made = stored(item_added(10), delta(20, "I can't", kind="refusal"))
    assert said(asked(chain(made), chain=False))[1] == ("assistant", "I can't")
    assert asked(chain(made)).chained_to == "0"


def test_reasoning_is_not_sent_back_as_text() -> None:
    made = stored(
        item_added(5, 0, "reasoning"),
        delta(6, "hm", 0, "reasoning_text"),
        item_added(10, 1),
        delta(20, "Peter", 1),
    )
    assert said(asked(chain(made), chain=False))[1] == ("assistant", "Peter")
