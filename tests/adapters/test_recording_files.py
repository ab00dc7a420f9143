"""Reading and writing files of recordings."""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ppchat.adapters.recording_files import open_recorded_streams, write_export
from ppchat.core.errors import UsageError
from ppchat.core.formats.har import archive_text
from ppchat.core.formats.recorded_stream import dump_stream, stream_frames, stream_from_recording
from ppchat.demo.recordings import FOLDER, recordings
from tests.support.streams import RECORDED

DEMO = sorted(FOLDER.glob("*.jsonl"))
STREAMS = [path for path in RECORDED if path.suffix in (".sse", ".jsonl")]
PAIR = recordings()[:2]


def frames(path: Path | str) -> list[bytes]:
    with open_recorded_streams(str(path)) as streams:
        return [frame.raw for stream in streams for frame in stream_frames(stream)]


@pytest.mark.parametrize("path", DEMO + STREAMS, ids=lambda path: path.stem)
def test_round_trips_keep_the_bytes(path: Path, tmp_path: Path) -> None:
    raws = frames(path)
    if path.suffix == ".sse":
        assert b"".join(raws) == path.read_bytes()
    body = tmp_path / "a.sse"
    write_export(str(body), raws, force=False)
    assert b"".join(frames(body)) == b"".join(raws)
    own, har = tmp_path / "a.jsonl", tmp_path / "a.har"
    with open_recorded_streams(str(path)) as streams:
        recording = next(streams).recording()
    write_export(str(own), dump_stream(stream_from_recording(recording)), force=False)
    assert frames(own) == raws
    write_export(str(har), archive_text([recording], "1"), force=False)
    if not recording.timed:  # a browser's event messages have no comments
        assert b"".join(frames(har)) == b"".join(raws)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"hello\n", "unrecognized file format"),
        (b"\0\1\2" * 100, "unrecognized file format"),
        (b'{"ppchat":99}\n', "please update ppchat"),
        (b'{"ppchat":1}\n', "damaged"),
        (b'{"log": {"entries": [', "cut off or damaged"),
        (b'{"log": {"entries": []}}', "without any event stream"),
        (b'{"interactions": []}', "without any event stream"),
    ],
)
def test_what_is_no_recording_is_reported_in_one_line(
    content: bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message) as error:
        frames(path)
    assert "\n" not in str(error.value)


def test_what_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        frames(tmp_path / "missing")
    with pytest.raises(UsageError, match="directory"):
        frames(tmp_path)


def test_a_cassette_requires_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cassette.yaml"
    path.write_text(
        "interactions:\n- request: {uri: 'https://a.example/v1/responses'}\n  response:\n"
        '    body: {string: "data: 1\\n\\n"}\n'
        "    headers: {content-type: [text/event-stream]}\n    status: {code: 200}\n"
    )
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(UsageError, match="pip install"):
        frames(path)
    monkeypatch.delitem(sys.modules, "yaml")
    assert frames(path) == [b"data: 1\n\n"]
    path.write_text("interactions:\n- !!python/object/apply:os.system ['true']\n")
    with pytest.raises(UsageError, match="damaged"):
        frames(path)


class Pipe(io.RawIOBase):
    """A pipe that is read piece by piece."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = next(self._pieces, b"")
        buffer[: len(piece)] = piece
        return len(piece)


def test_a_pipe_is_read_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BufferedReader(Pipe([b"ev", b"ent: a\n", b"data: 1\n\n", b"data: 2"]))

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert frames("-") == [b"event: a\ndata: 1\n\n", b"data: 2"]


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    recording, _ = recordings()[0]
    head, opened, first, *_ = dump_stream(stream_from_recording(recording))
    with path.open("w") as file:
        file.writelines([head, opened])
        for _ in range(20):
            file.write(first * 2_000)
    size = path.stat().st_size
    assert size > 32_000_000
    tracemalloc.start()
    try:
        with open_recorded_streams(str(path)) as streams:
            count = sum(1 for stream in streams for _ in stream_frames(stream))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 40_000
    assert peak < 2_000_000


# Writing.


def test_a_file_is_never_written_over_without_force(tmp_path: Path) -> None:
    path = tmp_path / "out"
    write_export(str(path), ["a", b"b"], force=False)
    assert path.read_text() == "ab"
    with pytest.raises(UsageError, match="--force"):
        write_export(str(path), ["c"], force=False)
    assert path.read_text() == "ab"
    path.chmod(0o640)
    write_export(str(path), ["c"], force=True)
    assert path.read_text() == "c"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_to_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="exists"):
        write_export(str(tmp_path / "link"), ["a"], force=False)
    assert not (tmp_path / "elsewhere").exists()


def failing() -> Iterator[str]:
    yield "a"
    raise UsageError("broke off")


@pytest.mark.parametrize("force", [False, True])
def test_what_fails_leaves_nothing_behind(force: bool, tmp_path: Path) -> None:
    path = tmp_path / "out"
    if force:
        path.write_text("before")
    with pytest.raises(UsageError, match="broke off"):
        write_export(str(path), failing(), force=force)
    assert [file.name for file in tmp_path.iterdir()] == (["out"] if force else [])
    assert not force or path.read_text() == "before"


def test_a_device_is_not_replaced() -> None:
    write_export(os.devnull, ["a"], force=True)
    assert Path(os.devnull).is_char_device()


def test_what_cannot_be_written_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        write_export(str(tmp_path / "no" / "out"), ["a"], force=False)
    with pytest.raises(UsageError, match="exists"):
        write_export(str(tmp_path), ["a"], force=False)


def test_archives_are_json(tmp_path: Path) -> None:
    for recording, _ in recordings():
        assert json.loads("".join(archive_text([recording], "1")))


@pytest.mark.parametrize("path", DEMO[:1], ids=lambda path: path.stem)
def test_a_compressed_file_is_read_like_the_file_itself(path: Path, tmp_path: Path) -> None:
    compressed = tmp_path / "a.gz"
    half = path.stat().st_size // 4
    content = path.read_bytes()
    compressed.write_bytes(gzip.compress(content[:half]) + gzip.compress(content[half:]))
    assert frames(compressed) == frames(path)
    compressed.write_bytes(gzip.compress(content)[:-200])
    with pytest.raises(UsageError, match="cut off"):
        frames(compressed)
    compressed.write_bytes(b"\x1f\x8b nonsense")
    with pytest.raises(UsageError, match="gzip file is damaged"):
        frames(compressed)


def test_a_small_file_that_decompresses_to_a_huge_one_is_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ppchat.adapters.recording_files._FILE_LIMIT", 1 << 20)
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"data: 1\n\n" * (1 << 18)))
    with pytest.raises(UsageError, match="larger than"):
        frames(path)


def test_two_responses_in_one_body_are_two_streams(tmp_path: Path) -> None:
    bodies = [b"".join(recording.raw(n) for n in range(len(recording))) for recording, _ in PAIR]
    path = tmp_path / "two.sse"
    path.write_bytes(b"".join(bodies))
    with open_recorded_streams(str(path)) as streams:
        assert [b"".join(f.raw for f in stream_frames(stream)) for stream in streams] == bodies
