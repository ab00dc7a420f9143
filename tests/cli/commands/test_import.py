"""`ppchat import`, and what is exported from what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.cli.main import main
from ppchat.demo.recordings import FOLDER


def test_what_was_kept_can_be_exported(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    places = ["--data-dir", str(tmp_path / "data")]
    paths = [FOLDER / "twister.jsonl", FOLDER / "failed.jsonl"]
    (tmp_path / "a.sse").write_bytes(b"data: 1\n\ndata: cut")
    assert main(["import", *map(str, paths), str(tmp_path / "a.sse"), *places]) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert [line.split()[1] for line in lines] == ["twister.jsonl", "failed.jsonl", "a.sse"]
    one, two, three = (line.split()[0] for line in lines)
    for identity, path in ((one, paths[0]), (two, paths[1])):
        assert main(["export", identity, "--format", "sse", *places]) == 0
        kept = capfdbinary.readouterr().out
        assert main(["export", str(path), "--format", "sse"]) == 0
        assert kept == capfdbinary.readouterr().out
    assert main(["export", three, "--format", "sse", *places]) == 0
    assert capfdbinary.readouterr().out == b"data: 1\n\ndata: cut"
    assert main(["stats", three, *places]) == 0
    assert b"this recording has none" in capfdbinary.readouterr().out
    assert main(["export", one[:8], "--format", "md", *places]) == 0
    assert b"Recite 'Peter Piper" in capfdbinary.readouterr().out


def test_what_is_no_recording_is_not_kept(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "a").write_bytes(b"hello")
    places = ["--data-dir", str(tmp_path / "data")]
    assert main(["import", str(tmp_path / "a"), *places]) == 2
    assert b"no recording" in capfdbinary.readouterr().err
    assert main(["export", "ab", "--format", "md", *places]) == 2
    assert b"nor anything kept" in capfdbinary.readouterr().err
