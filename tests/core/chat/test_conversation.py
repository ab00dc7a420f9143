"""The tree of turns, and the input of the next request."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.chat.conversation import Conversation, Node, build_request, title
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End
from tests.support.exchanges import weather_exchange
from tests.support.recordings import (
    build_recording,
    created,
    delta,
    item_added,
    item_done,
    terminal,
)

HERE = "http://127.0.0.1:1/v1"
STORED: dict[str, Any] = {"store": True}


def answered(text: str = "Peter", identity: str = "resp_1", **response: Any) -> Recording:
    rest = [item_added(10), delta(20, text), terminal(90, id=identity, **response)]
    return build_recording([created(id=identity, **response), *rest], model="m")


def node(name: str, parent: str | None = None, answer: Recording | None = None) -> Node:
    return Node(name, parent, f"prompt {name}", answer or answered(f"answer {name}"))


# The tree.


def test_a_new_conversation_has_no_path() -> None:
    conversation = Conversation("c")
    assert (conversation.path, conversation.leaf, len(conversation)) == ((), None, 0)


def test_the_path_goes_from_the_first_node_to_the_leaf() -> None:
    conversation = Conversation("c", nodes=[node("a"), node("b", "a"), node("c", "b")])
    assert [turn.id for turn in conversation.path] == ["a", "b", "c"]
    assert [turn.id for turn in conversation.path_to("b")] == ["a", "b"]


def test_an_edit_is_a_sibling_and_becomes_the_leaf() -> None:
    conversation = Conversation("c", nodes=[node("a"), node("b", "a"), node("b2", "a")])
    assert [turn.id for turn in conversation.siblings("b")] == ["b", "b2"]
    assert [turn.id for turn in conversation.path] == ["a", "b2"]
    assert conversation.siblings("b2") == conversation.siblings("b")


def test_first_prompts_are_siblings_of_one_another() -> None:
    conversation = Conversation("c", nodes=[node("a"), node("z")])
    assert [turn.id for turn in conversation.siblings("a")] == ["a", "z"]


def test_without_a_sibling_of_its_own_a_turn_has_those_of_the_turn_before() -> None:
    conversation = Conversation("c", nodes=[node("a"), node("b", "a"), node("b2", "a")])
    conversation.add(node("c", "b2"))
    last = conversation.node("c")
    assert conversation.sibling(last, -1) is conversation.node("b")
    assert conversation.sibling(last, 1) is None
    assert conversation.sibling(conversation.node("a"), -1) is None


def test_selecting_a_branch_shows_it_down_to_its_most_recent_turn() -> None:
    nodes = [node("a"), node("b", "a"), node("c", "b"), node("c2", "b"), node("b2", "a")]
    conversation = Conversation("c", nodes=nodes)
    conversation.select("b")
    assert [turn.id for turn in conversation.path] == ["a", "b", "c2"]
    conversation.select("b2")
    assert conversation.leaf == "b2"


def test_a_node_needs_its_parent_and_a_new_id() -> None:
    conversation = Conversation("c", nodes=[node("a")])
    for misfit in (node("b", "nowhere"), node("a"), node("x", "x")):
        with pytest.raises(ValueError, match="does not fit"):
            conversation.add(misfit)
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


# Rounds.


CALLING = build_recording(
    [
        created(),
        item_done(20, 0, "function_call", call_id="c1", name="find", arguments="{}"),
        terminal(90),
    ]
)
ANSWERS = (CallAnswer(Call("function_call", "c1", "find", "{}", 0), "7"),)


def a_round(name: str, parent: str, answer: Recording | None = None) -> Node:
    return Node(name, parent, "", answer or answered(), ANSWERS)


def test_a_conversation_waits_until_its_calls_are_answered() -> None:
    asking = node("b", "a", CALLING)
    conversation = Conversation("c", nodes=[node("a"), asking])
    assert conversation.open_calls(conversation.node("a")) == ()
    assert conversation.open_calls(asking) == (ANSWERS[0].call,)
    conversation.add(a_round("r", "b", build_recording([], end=End.REFUSED)))
    assert conversation.open_calls(asking) == (ANSWERS[0].call,)
    conversation.add(a_round("r2", "b"))
    assert conversation.open_calls(asking) == ()


def test_a_conversation_waits_on_after_a_turn_that_was_refused() -> None:
    conversation = Conversation("c", nodes=[node("a", None, CALLING)])
    assert Conversation("new").waiting_calls == ()
    refused = build_recording([], end=End.REFUSED)
    for turn in (a_round("r", "a", refused), node("b", "a", refused)):
        conversation.add(turn)
        assert conversation.waiting_calls == (ANSWERS[0].call,)
    conversation.add(a_round("r2", "a"))
    assert conversation.waiting_calls == ()


def test_an_answer_in_progress_has_no_calls_to_answer_yet() -> None:
    events = [created(), item_done(20, 0, "function_call", call_id="c1", name="find")]
    streaming = node("a", None, build_recording([*events, terminal(90)], end=None))
    assert Conversation("c", nodes=[streaming]).open_calls(streaming) == ()


def test_the_rounds_of_an_exchange() -> None:
    conversation = Conversation("c", nodes=[node("a"), node("b", "a", CALLING)])
    conversation.add(a_round("r1", "b", CALLING))
    conversation.add(a_round("r2", "r1"))
    conversation.add(node("next", "r2"))

    def rounds(node_id: str) -> list[str]:
        return [turn.id for turn in conversation.rounds(node_id)]

    assert rounds("a") == ["a"]
    assert rounds("b") == rounds("r1") == rounds("r2") == ["b", "r1", "r2"]
    assert rounds("next") == ["next"]
    conversation.add(a_round("r2b", "r1"))
    assert rounds("b") == ["b", "r1", "r2b"]
    conversation.select("r2")
    assert rounds("b") == ["b", "r1", "r2"]
    assert rounds("r2b") == ["b", "r1", "r2b"]


# The next request.


def test_the_next_request_refers_to_a_node_of_the_path() -> None:
    path = [node("a", None, answered(store=True)), node("b", "a")]
    first = build_request([], "next", model="m", base_url=HERE)
    assert (first.chained_to, first.message_count) == (None, 1)
    rest = build_request(path[1:], "next", model="m", base_url=HERE)
    assert (rest.chained_to, rest.message_count) == (None, 3)
    both = build_request(path, "next", model="m", base_url=HERE)
    assert (both.chained_to, both.message_count) == ("a", 3)
    stored = build_request(path[:1], "next", model="m", base_url=HERE)
    assert stored.message_count == 1
    assert stored.request.base_url == HERE


def test_the_request_of_a_round_knows_how_long_its_commands_ran() -> None:
    conversation = Conversation("c", nodes=[node("a", answer=weather_exchange()[0])])
    call = Call("function_call", "call_1", "get_weather", "{}", 0)
    for answers, commands_ns in (
        ((), None),
        ((CallAnswer(call, "sunny"),), 0),
        ((CallAnswer(call, "sunny", ran_ns=5), CallAnswer(call, "", ran_ns=7)), 12),
    ):
        request = build_request(conversation.path, "", model="m", base_url="", answers=answers)
        assert request.request.commands_ns == commands_ns
