"""Exports in each format contain the recorded answer."""

from __future__ import annotations

import json

import pytest

from ppchat.adapters.recording_files import read_streams
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.formats.chunks import Chunk
from ppchat.core.formats.export import FORMATS, SINGLE_RECORDING, export_recording
from ppchat.core.formats.recorded_stream import stream_from_recording
from tests.support import chunks, lines, messages
from tests.support.recordings import TWISTER, build_recording

RECORDINGS = {
    "responses": build_recording(TWISTER),
    "chat": chunks.chat_recording(*chunks.TWISTER),
    "messages": messages.messages_recording(*messages.WEATHER),
    "ollama": lines.ollama_recording(*lines.THINKING, content_type="application/x-ndjson"),
}
"""A recording of each dialect."""


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


def exported_bytes(name: str, file_format: str) -> bytes:
    pieces = export_recording(
        file_format, [("Who?", stream_from_recording(RECORDINGS[name]))], "A title", "0"
    )
    return b"".join(piece.encode() if isinstance(piece, str) else piece for piece in pieces)


@pytest.mark.parametrize("file_format", ["jsonl", "sse", "har"])
@pytest.mark.parametrize("name", [dialect.name for dialect in DIALECTS])
def test_every_dialect_comes_back_from_every_format(name: str, file_format: str) -> None:
    data = exported_bytes(name, file_format)
    (stream,) = read_streams(iter([Chunk(0, data)]), is_live=False)
    recording, expected = stream.recording(), RECORDINGS[name]
    assert recording.dialect.name == name
    assert [frame.raw for frame in recording.frames()] == [frame.raw for frame in expected.frames()]
    assert recording.response == expected.response
    assert recording.outcome is expected.outcome
    if file_format != "sse":  # which holds no request
        assert recording.request == expected.request


@pytest.mark.parametrize("file_format", ["md", "json", "trace"])
@pytest.mark.parametrize("name", [dialect.name for dialect in DIALECTS])
def test_every_dialect_is_written_for_readers(name: str, file_format: str) -> None:
    text = exported_bytes(name, file_format).decode()
    recording = RECORDINGS[name]
    if file_format == "trace":
        assert recording.dialect.short_type(recording.type(len(recording) - 1)) in text
    else:
        assert (recording.response.text.split() or ["{"])[0] in text
