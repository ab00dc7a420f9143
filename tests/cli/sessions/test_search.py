"""`ppchat sessions search`, with a real store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path

import pytest

from ppchat.adapters.store.store import Store
from ppchat.cli.commands.sessions import add_arguments, run
from ppchat.core.errors import UsageError
from tests.support.chat_app import save_conversation
from tests.support.recordings import build_recording, message_events


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a store of two conversations, the second more recent."""
    blue = build_recording(message_events(["Rayleigh scattering ", "of short waves"]))
    late = build_recording(message_events(["A longer way: only red \x1b[31m waves"]))
    save_conversation(tmp_path, ("Why is the sky blue?", blue), conversation="aa11")
    save_conversation(tmp_path, ("夕焼けはなぜ赤い", late), conversation="bb22")
    return tmp_path


def call(folder: Path, *arguments: str) -> int:
    parser = ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(["search", *arguments, "--data-dir", str(folder)]))


def test_hits_are_printed_one_per_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "waves") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split()[0] == "bb22"
    assert first.endswith("…way: only red ␛[31m waves")
    assert second.split()[0] == "aa11"
    assert second.split()[3:5] == ["gpt-4.1-mini", "answer"]
    assert second.endswith("…scattering of short waves")


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (("waves", "-n", "1"), ["bb22"]),
        (("waves", "scattering"), ["aa11"]),
        (('"short waves"',), ["aa11"]),
        (("waves", "--kind", "prompt"), []),
        (("夕焼け",), ["bb22"]),
        (("waves", "--model", "GPT-4.1"), ["bb22", "aa11"]),
        (("waves", "--model", "claude"), []),
        (("waves", "--since", "2026-03-19"), []),
        (("waves", "--since", "2026-03"), ["bb22", "aa11"]),
        (("--finding", "no-such-rule"), []),
    ],
)
def test_words_and_options(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], ids: list[str]
) -> None:
    assert call(folder, *arguments) == (0 if ids else 1)
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ids


def test_a_changed_title_is_a_hit_where_no_text_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(folder / "ppchat.db")
    store.rename("aa11", "Physics of the sky, 夕焼け")
    store.close()
    assert call(folder, "physics", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["conversation"], row["kind"], row["turn"]) == ("aa11", "title", None)
    for arguments, ids in (
        (["Physics"], ["aa11"]),
        (["physic"], []),
        (["夕焼け"], ["aa11", "bb22"]),
        (["夕焼け", "-n", "1"], ["aa11"]),
        (["sky"], ["aa11"]),
        (["physics", "--model", "claude"], []),
        (["physics", "--kind", "answer"], []),
        (["physics", "--since", "2026-03-19"], []),
    ):
        assert call(folder, *arguments) == (0 if ids else 1)
        assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ids


def test_hits_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "RAYLEIGH", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "conversation": "aa11",
            "title": "Why is the sky blue?",
            "turn": "aa11-0",
            "asked_at": "2026-03-18T15:00:00.000+00:00",
            "model": "gpt-4.1-mini",
            "verdict": "completed",
            "kind": "answer",
            "excerpt": "Rayleigh scattering of short waves",
            "matches": [[0, 8]],
            "part": {"output_index": 0, "kind": "text", "index": 0},
            "offset": 0,
        }
    ]
    assert call(folder, "zebra", "--json") == 1
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("arguments", [(), ("→",), ("x", "--since", "soon"), ("kind:zz",)])
def test_a_query_that_cannot_be_answered_is_an_error(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError):
        call(folder, *arguments)


def test_on_a_terminal_matches_are_bold_and_foreign_text_harmless(
    folder: Path, home: Mapping[str, str]
) -> None:
    ours, theirs = os.openpty()
    process = subprocess.run(
        [sys.executable, "-m", "ppchat", "sessions", "search", "waves", "--data-dir", str(folder)],
        stdout=theirs,
        env={**os.environ, **home, "COLUMNS": "80"},
        check=False,
    )
    os.close(theirs)
    output = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert process.returncode == 0
    lines = output.splitlines()
    assert lines[0].split()[-1] == "夕焼けはなぜ赤い"
    assert lines[1] == "  …way: only red ␛[31m \x1b[1mwaves\x1b[22m"
    assert len(lines) == 4


def test_a_store_with_many_answers_says_what_takes_long(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ppchat.cli.sessions.search._MANY", 1)
    assert call(folder, "waves") == 0
    assert "indexing 2 answers" in capsys.readouterr().err
    assert call(folder, "waves") == 0
    assert capsys.readouterr().err == ""


def test_what_is_deleted_is_found_no_more(folder: Path) -> None:
    assert call(folder, "rayleigh") == 0
    parser = ArgumentParser()
    add_arguments(parser)
    assert run(parser.parse_args(["delete", "aa11", "--data-dir", str(folder)])) == 0
    assert call(folder, "rayleigh") == 1
    assert b"rayleigh" not in (folder / "ppchat.db").read_bytes().lower()
