"""Whether each content block begins, grows and stops as it should."""

from __future__ import annotations

from typing import Any

from ppchat.core.dialects.messages.dialect import MESSAGES
from ppchat.core.dialects.messages.rules.block_rules import BlockRules
from ppchat.core.stream.event import Event
from tests.support.messages import (
    block_start,
    block_stop,
    delta,
    text_block,
    tool_block,
)


def findings(*data: Any, stopped: bool = True, incomplete: bool = False) -> list[tuple[str, str]]:
    rules = BlockRules()
    for n, entry in enumerate(data):
        kind = MESSAGES.type_of(entry)
        rules.check(Event(n, 0, kind, entry, delta=MESSAGES.delta_text(kind, entry)))
    return [
        (finding.code, finding.message)
        for finding in rules.finish(stopped=stopped, incomplete=incomplete)
    ]


def test_each_block_is_named() -> None:
    assert findings(
        *text_block(1, "a"),
        *tool_block(2, "f", "[", "1]"),
        delta(2, "input_json", partial_json="{}"),
        block_stop(2),
        block_start(3, "redacted_thinking", data="x"),
        delta(3, "text", text="a"),
        delta(9, "text", text="a"),
        delta(9, "text", text="b"),
    ) == [
        ("block-index", "Block 1 begins first."),
        ("block-unstarted", "2 events of block 9, which did not begin."),
        ("after-block-stop", "2 events of block 2 after its stop at event 6."),
        ("input-json", "The input of block 2 ('tool_use' 'f') is not an object."),
        (
            "delta-kind",
            "1 delta of the kind 'text_delta' in block 3, which is 'redacted_thinking'.",
        ),
        ("block-open", "Block 3 ('redacted_thinking') does not stop."),
    ]


def test_only_the_last_input_of_an_incomplete_answer_may_be_cut() -> None:
    blocks = [*tool_block(0, "f", "{"), *tool_block(1, "f", "{")]
    assert [code for code, _ in findings(*blocks)] == ["input-json"] * 2
    assert [code for code, _ in findings(*blocks, incomplete=True)] == ["input-json"]


def test_a_stream_that_goes_on_has_no_open_block() -> None:
    assert findings(*text_block(0, "a")[:2], stopped=False) == []


def test_what_is_not_about_a_block_is_passed_over() -> None:
    assert (
        findings({"type": "ping", "index": 3}, {"type": "content_block_stop", "index": "a"}) == []
    )


def test_input_that_is_nested_too_deeply_raises_nothing() -> None:
    ((code, _),) = findings(*tool_block(0, "f", '{"a":' * 100_000))
    assert code == "input-json"
