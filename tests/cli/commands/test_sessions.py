"""`ppchat sessions`, with a real store."""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest

from ppchat.adapters.store.store import Store
from ppchat.cli.commands.sessions import add_arguments, run
from ppchat.core.chat.conversation import Node
from ppchat.core.chat.source import Source
from ppchat.core.errors import UsageError
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Request, Started
from tests.support.chat_app import STORED_ID, save_nodes
from tests.support.recordings import T0_NS, TWISTER, build_recording, created, delta, item_added
from tests.support.rounds import function_item, path_of_rounds, responses_answer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a store of two conversations, the second with two branches."""
    store = Store(tmp_path / "ppchat.db")
    for conversation, name, parent, prompt, end in (
        ("aa11", "r1", None, "Recite it", End.EOF),
        ("bb22", "r2", None, "Evil \x1b[31m title", End.EOF),
        ("bb22", "r3", "r2", "And then?", End.STOPPED),
        ("bb22", "r4", "r2", "And now?", End.STOPPED),
    ):
        stream = build_recording(TWISTER if end is End.EOF else TWISTER[:4], end=end)
        started = Recording(Request({"model": "gpt-4.1-mini"}, "u"), "2026-03-18T15:30:00+00:00")
        store.begin_run(conversation, Node(name, parent, prompt, started))
        store.append(name, Started(T0_NS))
        store.append(name, Arrived(tuple(stream.frames())))
        store.end_run(name, stream.summary)
    store.close()
    return tmp_path


def call(folder: Path, *arguments: str) -> int:
    parser = ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([*arguments, "--data-dir", str(folder)]))


def run_json(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert call(folder, *arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_list(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "list") == 0
    first, second = capsys.readouterr().out.splitlines()
    words = first.split()
    assert (words[0], words[3:6]) == ("bb22", ["3", "turns", "stopped"])
    assert words[6:] == ["gpt-4.1-mini", "Evil", "␛[31m", "title"]
    assert second.endswith("Recite it")


def test_list_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_json(folder, capsys, "list")[1] == {
        "id": "aa11",
        "title": "Recite it",
        "asked_at": "2026-03-18T15:30:00+00:00",
        "turns": 1,
        "model": "gpt-4.1-mini",
        "verdict": "completed",
        "open_calls": 0,
        "pinned": False,
        "source": "own",
    }


def test_without_an_action_the_conversations_are_listed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, ids in (
        ([], ["bb22", "aa11"]),
        (["-n", "1"], ["bb22"]),
        (["list", "-n", "1"], ["bb22"]),
        (["-n", "1", "list"], ["bb22"]),
        (["--source", "import"], []),
    ):
        assert call(folder, *arguments) == 0
        assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ids
        summaries = run_json(folder, capsys, *arguments)
        assert [summary["id"] for summary in summaries] == ids


@pytest.mark.parametrize("count", ["0", "-1", "x", "1" * 30, "٣"])
def test_a_count_that_there_cannot_be_is_wrong_usage(folder: Path, count: str) -> None:
    with pytest.raises(SystemExit):
        call(folder, "-n", count)


def test_what_was_recorded_is_marked_and_what_is_pinned_stands_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(folder / "ppchat.db")
    empty = Recording(Request({"model": "m"}, "u"), "2026-03-18T15:30:00+00:00")
    store.begin_run("cc33", Node("r5", None, "Another\nprogram's", empty), source=Source.PROXY)
    store.close()
    assert call(folder, "pin", "aa") == 0
    assert call(folder, "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["aa11", "cc33", "bb22"]
    assert lines[0].endswith("[pinned] Recite it")
    assert lines[1].endswith("[proxy] Another")
    assert [each["source"] for each in run_json(folder, capsys, "list", "--source", "proxy")] == [
        "proxy"
    ]
    assert [each["pinned"] for each in run_json(folder, capsys, "unpin", "aa")] == [False]


def test_a_title_takes_one_line_of_limited_length(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(folder, "rename", "aa", "a\n\x1b[31m\u202e" * 3000) == 0
    assert call(folder) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert max(map(len, lines)) < 300


def test_show_prints_the_branch_that_is_shown(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(folder, "show", "bb") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# Evil ␛[31m title\n\n## You · ")
    assert "And now?" in shown
    assert "And then?" not in shown
    assert "· 2 of 2" in shown
    assert "## gpt-4.1-mini · stopped · 4 events · r4\n\nSure!" in shown


def test_show_for_programs_contains_all_branches(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = run_json(folder, capsys, "show", "bb22")
    assert shown["shown"] == ["r2", "r4"]
    assert [turn["parent"] for turn in shown["turns"]] == [None, "r2", "r2"]
    first = shown["turns"][0]
    assert (first["text"], first["events"], first["ttft_ms"]) == ("Sure! Peter Piper", 8, 312.0)


def test_rename(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "rename", "aa", " Twister ") == 0
    assert run_json(folder, capsys, "list")[1]["title"] == "Twister"


def test_delete(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "delete", "aa", "aa11") == 0
    assert capsys.readouterr().out == "deleted aa11  Recite it\n"
    assert [summary["id"] for summary in run_json(folder, capsys, "list")] == ["bb22"]


@pytest.mark.parametrize("prefix", ["zz", "", "%"])
def test_an_unknown_id_is_wrong_usage(folder: Path, prefix: str) -> None:
    for action in ("show", "delete"):
        with pytest.raises(UsageError, match="no conversation begins"):
            call(folder, action, prefix)


def test_reading_creates_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_json(tmp_path / "none", capsys, "list") == []
    assert not (tmp_path / "none").exists()


def test_an_unreadable_store_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ppchat.db").write_text("Dear diary")
    assert call(tmp_path, "list") == 1
    assert str(tmp_path / "ppchat.db.aside-1") in capsys.readouterr().err


def test_neither_textual_nor_openai_is_loaded(folder: Path) -> None:
    code = (
        "import sys; from ppchat.cli.main import main; code = main();"
        "print(code, [name for name in ('textual', 'rich', 'openai') if name in sys.modules])"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, "sessions", "list", "--data-dir", str(folder)],
        stdout=subprocess.PIPE,
        check=True,
    )
    assert child.stdout.splitlines()[-1] == b"0 []"


FOREIGN = "a\x1b]52;c;eA==\x07\u202egnp\x9b31m\u2066\U000e0041\r\n---\n# two [bold]x[/bold]"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with a conversation whose title, model and answer contain control sequences."""
    store = Store(tmp_path / "ppchat.db")
    stream = build_recording(
        [created(model=FOREIGN), item_added(60), delta(70, FOREIGN)], end=End.BROKEN
    )
    started = Recording(Request({"model": FOREIGN + "x" * 500}, "u"), FOREIGN)
    store.begin_run("ee11", Node("ee22", None, FOREIGN, started))
    store.append("ee22", Started(T0_NS))
    store.append("ee22", Arrived(tuple(stream.frames())))
    store.end_run("ee22", stream.summary)
    store.rename("ee11", FOREIGN)
    store.close()
    return tmp_path


@pytest.mark.parametrize("arguments", [["list"], ["show", "ee11"], ["delete", "ee11"]])
def test_foreign_text_cannot_control_the_terminal(
    hostile: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert call(hostile, *arguments) == 0
    output = capsys.readouterr()
    assert (output.out + output.err).replace("\n", "").isprintable()
    if arguments[0] != "show":
        assert len(output.out.splitlines()) == 1
        assert len(output.out) < 300


def test_a_conversation_that_waits_for_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calling = responses_answer(function_item(20, 0))
    save_nodes(tmp_path, path_of_rounds("Cold?", [calling, calling]))
    (summary,) = run_json(tmp_path, capsys, "list")
    assert (summary["turns"], summary["open_calls"]) == (1, 1)
    assert call(tmp_path, "list") == 0
    assert "1 turn  waits" in capsys.readouterr().out
    assert call(tmp_path, "show", STORED_ID) == 0
    shown = capsys.readouterr().out
    assert 'calls get_weather {"city": "Oslo"} · answered\n\n## you answered get_weather' in shown
    assert 'calls get_weather {"city": "Oslo"} · waits for an answer\n\n## gpt' in shown
    first, second = run_json(tmp_path, capsys, "show", STORED_ID)["turns"]
    assert (first["answers"], first["open_calls"]) == ([], [])
    (answer,) = second["answers"]
    assert (answer["name"], answer["output"], answer["note"]) == ("get_weather", "4 degrees", None)
    assert [open_call["name"] for open_call in second["open_calls"]] == ["get_weather"]
