"""`ppchat import`, and exporting what was imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.adapters.store.store import Store
from ppchat.cli.main import main
from ppchat.core.chat.source import Source
from ppchat.core.formats.recorded_stream import dump_stream, stream_from_recording
from ppchat.demo.recordings import FOLDER
from tests.support.exchanges import weather_exchange


def test_what_was_imported_can_be_exported(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    options = ["--data-dir", str(tmp_path / "data")]
    paths = [FOLDER / "twister.jsonl", FOLDER / "failed.jsonl"]
    (tmp_path / "a.sse").write_bytes(b"data: 1\n\ndata: cut")
    assert main(["import", *map(str, paths), str(tmp_path / "a.sse"), *options]) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert [line.split()[1] for line in lines] == ["twister.jsonl", "failed.jsonl", "a.sse"]
    one, two, three = (line.split()[0] for line in lines)
    for identity, path in ((one, paths[0]), (two, paths[1])):
        assert main(["export", identity, "--format", "sse", *options]) == 0
        stored = capfdbinary.readouterr().out
        assert main(["export", str(path), "--format", "sse"]) == 0
        assert stored == capfdbinary.readouterr().out
    assert main(["export", three, "--format", "sse", *options]) == 0
    assert capfdbinary.readouterr().out == b"data: 1\n\ndata: cut"
    assert main(["stats", three, *options]) == 0
    assert b"this recording has no timestamps" in capfdbinary.readouterr().out
    assert main(["export", one[:8], "--format", "md", *options]) == 0
    assert b"Recite 'Peter Piper" in capfdbinary.readouterr().out


def test_the_rounds_of_an_exchange_are_one_conversation(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    call, words = weather_exchange()
    path, options = tmp_path / "run.jsonl", ["--data-dir", str(tmp_path / "data")]
    streams = map(stream_from_recording, (call, words, words))
    path.write_text("".join(part for stream in streams for part in dump_stream(stream)))
    assert main(["import", str(path), *options]) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert [line.split("  ")[1] for line in lines] == ["run.jsonl"]
    store = Store(tmp_path / "data" / "ppchat.db")
    conversation = store.load(lines[0].split()[0])
    assert [summary.source for summary in store.conversations()] == [Source.IMPORT]
    first, second = conversation.path
    assert len(conversation.siblings(second.id)) == 2  # the same answer, sent twice
    assert [answer.output for answer in second.answers] == ["sunny, 24"]
    assert (first.answers, second.recording.response.text) == ((), words.response.text)
    store.close()


def test_what_is_not_a_recording_is_not_stored(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "a").write_bytes(b"hello")
    options = ["--data-dir", str(tmp_path / "data")]
    assert main(["import", str(tmp_path / "a"), *options]) == 2
    assert b"unrecognized file format" in capfdbinary.readouterr().err
    assert main(["export", "ab", "--format", "md", *options]) == 2
    assert b"nothing is stored under this id" in capfdbinary.readouterr().err
