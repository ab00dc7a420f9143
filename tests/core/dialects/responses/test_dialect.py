"""The functions of the Responses dialect."""

from __future__ import annotations

import pytest

from ppchat.core.dialects.responses.dialect import RESPONSES
from tests.support.any_event import make_event

TEXT, SUMMARY = "response.output_text.delta", "response.reasoning_summary_text.delta"


@pytest.mark.parametrize(
    ("event_type", "data", "expected"),
    [
        (TEXT, {"output_index": 1, "content_index": 2}, (1, "text", 2)),
        (TEXT, {"output_index": True, "content_index": -2}, (-1, "text", 0)),
        (SUMMARY, {"output_index": 0, "content_index": 2, "summary_index": 1}, (0, "summary", 1)),
        ("response.output_text.done", {"output_index": 1}, None),
        ("response.tomorrow", {"output_index": 1}, None),
    ],
)
def test_the_part_that_a_delta_grows(
    event_type: str, data: dict[str, object], expected: tuple[int, str, int] | None
) -> None:
    assert RESPONSES.part_of(make_event(0, event_type, data)) == expected


def test_a_joined_delta_replaces_that_of_the_event() -> None:
    output = "response.shell_call_output_content.delta"
    event = make_event(0, output, {"delta": {"stdout": "a", "stderr": "b"}})
    joined = RESPONSES.with_delta(event, "abc")
    assert (event.delta, joined.delta) == ("ab", "abc")
    assert RESPONSES.delta_text(output, joined.data) == "abc"
