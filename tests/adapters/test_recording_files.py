"""Files of recordings."""

from __future__ import annotations

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

from ppchat.adapters.recording_files import opened_tapes, write_export
from ppchat.core.errors import UsageError
from ppchat.core.formats.har import archive_text
from ppchat.core.formats.recorded_stream import recorded_tape, tape_frames, tape_lines
from ppchat.demo.recordings import FOLDER, recordings
from tests.support.streams import RECORDED

DEMO = sorted(FOLDER.glob("*.jsonl"))
STREAMS = [path for path in RECORDED if path.suffix in (".sse", ".jsonl")]


def frames(path: Path | str) -> list[bytes]:
    with opened_tapes(str(path)) as tapes:
        return [frame.raw for tape in tapes for frame in tape_frames(tape)]


@pytest.mark.parametrize("path", DEMO + STREAMS, ids=lambda path: path.stem)
def test_round_trips_keep_the_bytes(path: Path, tmp_path: Path) -> None:
    before = frames(path)
    if path.suffix == ".sse":
        assert b"".join(before) == path.read_bytes()
    body = tmp_path / "a.sse"
    write_export(str(body), before, force=False)
    assert b"".join(frames(body)) == b"".join(before)
    own, har = tmp_path / "a.jsonl", tmp_path / "a.har"
    with opened_tapes(str(path)) as tapes:
        recording = next(tapes).recording()
    write_export(str(own), tape_lines(recorded_tape(recording)), force=False)
    assert frames(own) == before
    write_export(str(har), archive_text([recording], "1"), force=False)
    if not recording.timed:  # a browser's notes of the events hold no comments
        assert b"".join(frames(har)) == b"".join(before)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"hello\n", "no recording of any known kind"),
        (b"\0\1\2" * 100, "no recording of any known kind"),
        (b'{"ppchat":99}\n', "please update ppchat"),
        (b'{"ppchat":1}\n', "damaged"),
        (b'{"log": {"entries": [', "cut off or damaged"),
        (b'{"log": {"entries": []}}', "without any event stream"),
        (b'{"interactions": []}', "without any event stream"),
    ],
)
def test_what_is_no_recording_is_told_in_one_line(
    content: bytes, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=says) as told:
        frames(path)
    assert "\n" not in str(told.value)


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        frames(tmp_path / "missing")
    with pytest.raises(UsageError, match="directory"):
        frames(tmp_path)


def test_a_cassette_is_read_where_yaml_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    """A pipe that gives what was written to it a piece at a time."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = next(self._pieces, b"")
        buffer[: len(piece)] = piece
        return len(piece)


def test_a_pipe_is_read_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BufferedReader(Pipe([b"ev", b"ent: a\n", b"data: 1\n\n", b"data: 2"]))

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert frames("-") == [b"event: a\ndata: 1\n\n", b"data: 2"]


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    recording, _ = recordings()[0]
    head, opened, first, *_ = tape_lines(recorded_tape(recording))
    with path.open("w") as file:
        file.writelines([head, opened])
        for _ in range(20):
            file.write(first * 2_000)
    size = path.stat().st_size
    assert size > 32_000_000
    tracemalloc.start()
    try:
        with opened_tapes(str(path)) as tapes:
            count = sum(1 for tape in tapes for _ in tape_frames(tape))
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
    raise UsageError("it broke off")


@pytest.mark.parametrize("force", [False, True])
def test_what_fails_leaves_nothing_behind(force: bool, tmp_path: Path) -> None:
    path = tmp_path / "out"
    if force:
        path.write_text("before")
    with pytest.raises(UsageError, match="broke off"):
        write_export(str(path), failing(), force=force)
    assert [each.name for each in tmp_path.iterdir()] == (["out"] if force else [])
    assert not force or path.read_text() == "before"


def test_a_device_stays_one() -> None:
    write_export(os.devnull, ["a"], force=True)
    assert Path(os.devnull).is_char_device()


def test_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        write_export(str(tmp_path / "no" / "out"), ["a"], force=False)
    with pytest.raises(UsageError, match="exists"):
        write_export(str(tmp_path), ["a"], force=False)


def test_exports_are_json_where_they_say_so(tmp_path: Path) -> None:
    for recording, _ in recordings():
        assert json.loads("".join(archive_text([recording], "1")))
