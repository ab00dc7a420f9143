"""Exports in each format contain the recorded answer."""

from __future__ import annotations

import json

import pytest

from ppchat.core.formats.export import FORMATS, SINGLE_RECORDING, export_recording
from ppchat.core.formats.recorded_stream import stream_from_recording
from tests.support.recordings import TWISTER, build_recording


def exported_text(file_format: str, turns: int = 2) -> str:
    streams = [
        (f"prompt {n}", stream_from_recording(build_recording(TWISTER))) for n in range(turns)
    ]
    pieces = export_recording(file_format, streams, "A title", "0")
    return "".join(piece if isinstance(piece, str) else piece.decode() for piece in pieces)


@pytest.mark.parametrize("file_format", FORMATS)
def test_each_format_contains_the_answer(file_format: str) -> None:
    answer = "output_text.delta" if file_format == "trace" else "Piper"
    assert answer in exported_text(file_format)


def test_sse_is_the_raw_bytes() -> None:
    twister = build_recording(TWISTER)
    assert exported_text("sse") == b"".join(frame.raw for frame in twister.frames()).decode()


@pytest.mark.parametrize("file_format", sorted(set(FORMATS) - SINGLE_RECORDING - {"trace"}))
def test_a_format_for_several_turns_contains_all(file_format: str) -> None:
    assert exported_text(file_format, 3).count("Sure! Peter Piper") >= 3


@pytest.mark.parametrize("file_format", sorted(SINGLE_RECORDING))
def test_the_other_formats_contain_the_first(file_format: str) -> None:
    assert exported_text(file_format, 3) == exported_text(file_format, 1)


@pytest.mark.parametrize("file_format", ["json", "har", "trace"])
def test_json_formats_are_valid_json(file_format: str) -> None:
    assert json.loads(exported_text(file_format))


def test_an_unknown_format_is_rejected() -> None:
    with pytest.raises(ValueError, match="docx"):
        exported_text("docx")
