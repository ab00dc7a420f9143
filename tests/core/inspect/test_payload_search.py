"""Finding words in the payload of events."""

from __future__ import annotations

import pytest

from ppchat.core.inspect.payload_search import (
    parse_path,
    path_matches,
    payload_contains,
    values_at,
)
from tests.support.recordings import build_recording

RECORDING = build_recording(
    [
        (1, {"type": "a", "item": {"id": "fc_a1", "name": "look up"}}),
        (2, {"type": "b", "output": [{"id": "fc_a2"}, {"id": "msg_1"}], "done": True}),
        (3, b'event: c\r\ndata: {"type": "c", "text": "na\\u00efve \\"q\\""}\r\n\r\n'),
        (4, b": keepalive fc_a9\n\n"),
        (5, b"data: fc_a without JSON\n\n"),
    ]
)


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("fc_a", [0, 1, 3, 4]),
        ("FC_A2", [1]),
        ("naïve", [2]),
        ('"q"', [2]),
        ('"type":', [0, 1, 2]),
        ("event:", []),
    ],
)
def test_a_word_anywhere_in_the_payload(word: str, numbers: list[int]) -> None:
    matches = payload_contains(word)
    assert [n for n in range(len(RECORDING)) if matches(RECORDING, n)] == numbers


@pytest.mark.parametrize(
    ("path", "pattern", "numbers"),
    [
        ("$.item.id", "fc_", [0]),
        ("$.output[1].id", "msg*", [1]),
        ("$.output[*].id", "FC_A2", [1]),
        ("$.*.*", "fc_", [0, 1]),
        ("$.done", "true", [1]),
        ("$.output[7].id", "*", []),
        ("$", "look up", [0]),
        ("$.item.id", "[x", []),
    ],
)
def test_a_value_at_a_place(path: str, pattern: str, numbers: list[int]) -> None:
    steps = parse_path(path)
    assert steps is not None
    matches = path_matches(steps, pattern)
    assert [n for n in range(len(RECORDING)) if matches(RECORDING, n)] == numbers


@pytest.mark.parametrize("path", ["$.a[", "$[x]", "$..", "$.a]"])
def test_a_malformed_path(path: str) -> None:
    assert parse_path(path) is None


def test_values_at_a_place() -> None:
    assert list(values_at({"a": [1, {"b": 2}]}, ("a", "*"))) == [1, {"b": 2}]
    assert list(values_at({"a": [1]}, ("a", "9" * 5000))) == []
