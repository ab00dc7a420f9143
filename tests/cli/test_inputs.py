"""The input of a command."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path

import pytest

from ppchat.adapters.store.store import Store
from ppchat.cli.inputs import add_input, load_inputs, select_stream
from ppchat.core.chat.conversation import Node
from ppchat.core.errors import UsageError
from ppchat.core.formats.recorded_stream import RecordedStream
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import End, Ended, Request
from ppchat.demo.recordings import FOLDER
from tests.support.chunks import chunk_frames


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a store of two conversations, the first with two turns."""
    store = Store(tmp_path / "ppchat.db")
    for conversation, name, parent in (
        ("aa11", "c1", None),
        ("aa11", "c2", "c1"),
        ("ab22", "d1", None),
    ):
        recording = Recording(Request({"model": name}, ""))
        store.begin_run(conversation, Node(name, parent, f"prompt of {name}", recording))
        recording.apply(Ended(0, End.STOPPED))
        store.end_run(name, recording.summary)
    store.close()
    return tmp_path


def prompts(name: str, folder: Path) -> list[str]:
    parser = ArgumentParser()
    add_input(parser)
    with load_inputs(parser.parse_args([name, "--data-dir", str(folder)])) as inputs:
        return [prompt for prompt, _ in inputs.turns]


def test_an_id_is_a_conversation_or_a_turn_of_one(folder: Path) -> None:
    assert prompts("aa11", folder) == ["prompt of c1", "prompt of c2"]
    assert prompts("ab", folder) == ["prompt of d1"]
    assert prompts("c2", folder) == ["prompt of c2"]


def test_a_file_comes_before_an_id(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "aa11").write_bytes((FOLDER / "twister.jsonl").read_bytes())
    monkeypatch.chdir(folder)
    assert prompts("aa11", folder) == [""]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ffff", "nothing is stored"),
        ("missing.jsonl", "No such file"),
        ("a", "No such file"),
    ],
)
def test_what_is_neither_is_an_error(name: str, message: str, folder: Path) -> None:
    with pytest.raises(UsageError, match=message):
        prompts(name, folder)


def test_a_store_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ppchat.db")
    with pytest.raises(UsageError, match=rf"{tmp_path}/ppchat\.db cannot be used"):
        prompts("aa", tmp_path)


def test_an_ambiguous_id_is_an_error(folder: Path) -> None:
    store = Store(folder / "ppchat.db")
    recording = Recording(Request({}, ""))
    store.begin_run("aa33", Node("e1", None, "x", recording)).result()
    store.close()
    with pytest.raises(UsageError, match="several"):
        prompts("aa", folder)


def test_one_of_several_is_chosen() -> None:
    streams = [RecordedStream(iter(())), RecordedStream(iter(()))]
    turns = [("", stream) for stream in streams]
    assert select_stream(iter(turns), 2) is streams[1]
    assert select_stream(iter(turns[:1]), None) is streams[0]
    for number in (None, 0, 3):
        with pytest.raises(UsageError, match="stream"):
            select_stream(iter(turns), number)


def test_reasoning_between_tags_is_read_where_it_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "tagged.sse"
    file.write_bytes(b"".join(chunk_frames("<think>Hm", "</think>Yes")))
    parser = ArgumentParser()
    add_input(parser)
    texts = []
    for options in ([], ["--think-tags"]):
        with load_inputs(parser.parse_args([str(file), *options])) as inputs:
            texts += [stream.recording().response.text for _, stream in inputs.turns]
    assert texts == ["<think>Hm</think>Yes", "Yes"]
