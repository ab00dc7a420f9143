"""What events do to output items."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gallery.gallery import gallery
from tests.support.folds import at, fold_data, fold_timed, texts
from tests.support.recordings import created, delta, item_added, item_done, terminal


def test_a_final_response_may_leave_out_what_it_streamed() -> None:
    streamed = [created(), item_added(1, 0, "reasoning"), item_added(2, 1), delta(3, "Peter", 1)]
    final = {"id": "item_1", "type": "message", "content": [{"type": "output_text", "text": "P!"}]}
    response = fold_timed(*streamed, terminal(9, output=[final]))
    assert [(item.type, item.output_index) for item in response.items] == [
        ("reasoning", 0),
        ("message", 1),
    ]
    assert response.text == "P!"


def test_a_final_response_alone_is_an_answer() -> None:
    content = [{"type": "output_text", "text": "All at once"}]
    response = fold_timed(terminal(9, output=[{"id": "m", "type": "message", "content": content}]))
    assert (response.text, response.items[0].status) == ("All at once", "in_progress")


def test_a_tool_that_failed() -> None:
    response = fold_data(item_added(1, 0, "mcp_call")[1], at("mcp_call.failed"))
    assert response.items[0].status == "failed"


@pytest.mark.parametrize(
    ("kind", "field", "part"),
    [
        ("function_call", "arguments", "arguments"),
        ("mcp_call", "arguments", "arguments"),
        ("custom_tool_call", "input", "input"),
        ("code_interpreter_call", "code", "code"),
    ],
)
def test_a_complete_call(kind: str, field: str, part: str) -> None:
    response = fold_timed(item_done(1, 0, kind, **{field: "{}"}))
    assert texts(response) == [(kind, part, "{}")]


def test_interleaved_items_that_close_in_any_order() -> None:
    added = [item_added(n, n) for n in (0, 1, 2)]
    deltas = [delta(9, f"{word}{index}", index) for word in "ab" for index in (2, 0, 1)]
    done = [item_done(20 + n, n) for n in (2, 1, 0)]
    response = fold_timed(created(), *added, *deltas, *done)
    assert [item.text("text") for item in response.items] == ["a0b0", "a1b1", "a2b2"]
    assert {item.status for item in response.items} == {"completed"}
    assert response.text == "a0b0\n\na1b1\n\na2b2"


def test_items_stand_in_the_order_of_their_index() -> None:
    response = fold_timed(item_added(1, 5), item_added(2, 1), delta(3, "x", 3))
    assert [item.output_index for item in response.items] == [1, 3, 5]


PREVIEW = at(
    "image_generation_call.partial_image",
    partial_image_index=1,
    partial_image_b64="QUJD",
    size="8x8",
    quality=None,
)


def test_the_last_preview_of_an_image_is_kept_until_it_is_complete() -> None:
    added = item_added(1, 0, "image_generation_call", status="in_progress")[1]
    (item,) = fold_data(added, {**PREVIEW, "partial_image_b64": "QQ=="}, PREVIEW).items
    assert item.data is not None
    assert item.data["partial_image_b64"] == "QUJD"
    assert (item.data["size"], "quality" in item.data) == ("8x8", False)
    done = item_done(2, 0, "image_generation_call", result="RA==")[1]
    (complete,) = fold_data(added, PREVIEW, done, PREVIEW).items
    assert complete.data == done["item"]


def test_a_command_that_ended_has_its_exit_code_before_the_item_is_complete() -> None:
    outputs = [
        {"stdout": "a", "stderr": "", "outcome": {"type": "exit", "exit_code": n}} for n in (0, 3)
    ]
    added = item_added(1, 0, "shell_call_output", output=[])[1]
    events = [
        at("shell_call_output_content.done", command_index=n, output=[output])
        for n, output in enumerate(outputs)
    ]
    (item,) = fold_data(added, *events).items
    assert item.data is not None
    assert item.data["output"] == outputs
    done = item_done(2, 0, "shell_call_output", output=outputs)[1]
    assert fold_data(added, *events, done) == fold_data(added, *events, done, events[0])._replace(
        seen=4
    )


@pytest.mark.parametrize("name", gallery())
def test_the_last_event_tells_nothing_of_the_items_that_was_not_streamed(name: str) -> None:
    recording = gallery()[name]
    assert recording.at(len(recording) - 1).items == recording.response.items


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"type": "mcp_approval_request", "arguments": "{}"}, [("arguments", "{}")]),
        ({"type": "web_search_call", "arguments": "{}"}, [("arguments", "{}")]),
        ({"type": "program", "code": "return 1"}, [("program", "return 1")]),
        ({"type": "apply_patch_call", "operation": {"diff": "+a"}}, [("diff", "+a")]),
        (
            {"type": "shell_call", "action": {"commands": ["ls", 7, "du"]}},
            [("command", "ls"), ("command", "du")],
        ),
        (
            {
                "type": "message",
                "content": [{"type": "output_audio", "data": "QUJD", "transcript": "Hi"}],
            },
            [("audio", "QUJD"), ("transcript", "Hi")],
        ),
    ],
)
def test_what_comes_only_with_the_complete_item_is_a_part_too(
    item: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    for event in (at("output_item.done", item=item), terminal(1, output=[item])[1]):
        assert [(kind, text) for _, kind, text in texts(fold_data(event))] == expected


def test_two_items_of_one_id_keep_apart() -> None:
    calls = [
        {"type": "function_call", "id": "same", "name": name, "arguments": name} for name in "ab"
    ]
    streamed = [
        event
        for index, call in enumerate(calls)
        for event in (
            at("output_item.added", index, item={**call, "arguments": ""}),
            at("function_call_arguments.delta", index, item_id="same", delta=call["arguments"]),
            at("output_item.done", index, item=call),
        )
    ]
    before = fold_data(*streamed)
    after = fold_data(*streamed, terminal(1, output=calls)[1])
    assert texts(before) == [
        ("function_call", "arguments", "a"),
        ("function_call", "arguments", "b"),
    ]
    assert after.items == before.items


def test_a_final_response_in_another_order_is_applied_by_id() -> None:
    streamed = [item_added(1, 0), item_added(2, 1, "reasoning"), delta(3, "Peter", 0)]
    final = [
        {"id": "item_1", "type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm"}]},
        {"id": "item_0", "type": "message", "content": [{"type": "output_text", "text": "P!"}]},
    ]
    response = fold_timed(*streamed, terminal(9, output=final))
    assert texts(response) == [("message", "text", "P!"), ("reasoning", "summary", "Hm")]
