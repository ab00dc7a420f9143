"""A recording in each of the formats, against what it holds."""

from __future__ import annotations

import json

import pytest

from ppchat.core.formats.export import FORMATS, SINGLE, exported
from ppchat.core.formats.recorded_stream import recorded_tape
from tests.support.playbook import TWISTER, recording


def written(kind: str, turns: int = 2) -> str:
    tapes = [(f"prompt {n}", recorded_tape(recording(TWISTER))) for n in range(turns)]
    pieces = exported(kind, tapes, "A title", "0")
    return "".join(each if isinstance(each, str) else each.decode() for each in pieces)


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_holds_the_answer(kind: str) -> None:
    wanted = "output_text.delta" if kind == "trace" else "Piper"
    assert wanted in written(kind)


def test_sse_is_the_bytes_that_came() -> None:
    made = recording(TWISTER)
    assert written("sse") == b"".join(frame.raw for frame in made.frames()).decode()


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - SINGLE - {"trace"}))
def test_what_can_hold_several_turns_holds_all(kind: str) -> None:
    assert written(kind, 3).count("Sure! Peter Piper") >= 3


@pytest.mark.parametrize("kind", sorted(SINGLE))
def test_the_others_hold_the_first(kind: str) -> None:
    assert written(kind, 3) == written(kind, 1)


@pytest.mark.parametrize("kind", ["json", "har", "trace"])
def test_what_is_json_is_json(kind: str) -> None:
    assert json.loads(written(kind))


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(ValueError, match="docx"):
        written("docx")
