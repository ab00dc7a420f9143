"""Conversations that are compared by their digests."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.dialects.replay.input_items import InputItem, InputKind
from ppchat.core.replay.input_digest import EMPTY_INPUT, digest_after, digest_input

PROMPT = InputItem(InputKind.PROMPT, "Rome?")
ANSWER = InputItem(InputKind.ANSWER, "I look.")


def call(call_id: str = "c1", arguments: str = '{"a": 1, "b": 2}', name: str = "f") -> InputItem:
    return InputItem(InputKind.CALL, arguments, call_id, name)


def output(call_id: str = "c1", text: str = "17") -> InputItem:
    return InputItem(InputKind.OUTPUT, text, call_id)


def test_ids_and_the_layout_of_json_do_not_count() -> None:
    one = digest_input([PROMPT, ANSWER, call(), output(text='{"x": 1}')])
    two = digest_input(
        [
            PROMPT._replace(text=" Rome? ", item_id="msg"),
            ANSWER,
            call("other", '{"b":2,"a":1}'),
            output("other", '{"x":1}'),
        ]
    )
    assert one.whole == two.whole
    assert one.shape == two.shape
    assert (one.answered, two.answered) == (("c1",), ("other",))


def test_each_text_counts_for_the_whole_and_not_for_the_shape() -> None:
    conversation = [PROMPT, ANSWER, call(), output()]
    base = digest_input(conversation)
    for n, item in enumerate(conversation):
        changed = digest_input([*conversation[:n], item._replace(text="x"), *conversation[n + 1 :]])
        assert changed.whole != base.whole
        assert (changed.shape == base.shape) == (n > 0)
    assert digest_input([PROMPT, ANSWER, call(name="g"), output()]).shape != base.shape
    with_image = digest_input([PROMPT._replace(attachments="[1]"), *conversation[1:]])
    assert with_image.whole != base.whole


def test_outputs_of_calls_that_ran_side_by_side_come_in_any_order() -> None:
    calls = [PROMPT, call("a"), call("b")]
    one = digest_input([*calls, output("a", "1"), output("b", "2")])
    assert digest_input([*calls, output("b", "2"), output("a", "1")]).whole == one.whole
    assert digest_input([*calls, output("a", "2"), output("b", "1")]).whole != one.whole
    assert one.answered_names == ("f", "f")


def test_outputs_without_ids_belong_to_the_open_calls() -> None:
    items = [PROMPT, call("", name="f"), call("", name="g"), output("", "1"), output("", "2")]
    with_ids = [
        PROMPT,
        call("a", name="f"),
        call("b", name="g"),
        output("a", "1"),
        output("b", "2"),
    ]
    assert digest_input(items).whole == digest_input(with_ids).whole
    named = output("", "2")._replace(name="g")
    one_by_name = digest_input([*items[:3], named])
    assert one_by_name.answered_names == ("g",)


def test_rounds_count_from_the_last_prompt_and_what_follows_outputs_ends_them() -> None:
    rounds = [PROMPT, call("a"), output("a"), call("b"), output("b")]
    assert digest_input(rounds).rounds == 2
    asked = digest_input([*rounds, PROMPT._replace(text="And Oslo?")])
    assert (asked.rounds, asked.answered, asked.prompts) == (0, (), 2)
    assert asked.prompt == "And Oslo?"
    assert digest_input([*rounds, ANSWER]).answered == ()


def test_an_output_may_be_for_a_call_that_was_not_seen() -> None:
    unseen = digest_input([output()], digest_after("resp_1"))
    assert unseen.answered == ("c1",)
    assert unseen.answered_names == ("",)
    assert unseen.whole != digest_input([output()], digest_after("resp_2")).whole


ITEMS = st.sampled_from([PROMPT, ANSWER, call("a"), call("b"), output("a"), output("b", "2")])


@given(st.lists(ITEMS), st.integers(0, 8))
def test_a_conversation_read_in_two_steps_is_the_same(items: list[InputItem], cut: int) -> None:
    assert digest_input(items[cut:], digest_input(items[:cut])) == digest_input(items)


def test_nothing_is_the_empty_conversation() -> None:
    assert digest_input([]) == EMPTY_INPUT
    ignored = [InputItem(InputKind.INSTRUCTIONS, "x"), InputItem(InputKind.REFERENCE), ANSWER]
    assert digest_input([*ignored[:2], ANSWER._replace(text=" ")]) == EMPTY_INPUT
