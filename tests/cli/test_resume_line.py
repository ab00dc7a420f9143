"""The command that leaving the app prints."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path

import pytest

from ppchat.cli.commands.chat import add_arguments
from ppchat.cli.resume_line import print_resume_line, resume_command
from tests.support.chat_app import save_conversation
from tests.support.recordings import TWISTER, build_recording
from tests.support.terminal import Terminal


@pytest.mark.parametrize(
    ("given", "repeated"),
    [
        ([], ""),
        (["-c", "--demo"], " --demo"),
        (["--data-dir", "my chats", "-m", "x"], " --data-dir 'my chats'"),
        (
            ["--config", "a.toml", "--base-url", "http://localhost:1/v1"],
            " --config a.toml --base-url http://localhost:1/v1",
        ),
    ],
)
def test_options_that_say_where_and_who_are_repeated(given: list[str], repeated: str) -> None:
    parser = ArgumentParser()
    add_arguments(parser)
    assert resume_command(parser.parse_args(given), "1a2b") == f"ppchat --resume 1a2b{repeated}"


def test_only_a_terminal_gets_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    parser = ArgumentParser()
    add_arguments(parser)
    print_resume_line(parser.parse_args([]), "1a2b")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("no_color", ["", "1"])
def test_leaving_prints_the_line_on_the_normal_screen(
    tmp_path: Path, home: Mapping[str, str], no_color: str
) -> None:
    save_conversation(tmp_path, ("by one", build_recording(TWISTER)), conversation="aa11bb22")
    command = [sys.executable, "-m", "ppchat", "--demo", "--data-dir", str(tmp_path), "-c"]
    environment = {**home, "NO_COLOR": no_color}
    with Terminal(command, environment=environment, columns=200) as terminal:
        terminal.wait_for("by one")
        terminal.wait_for("Ask anything")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
        line = f"Resume this conversation: ppchat --resume aa11bb22 --data-dir {tmp_path} --demo"
        assert line in terminal.text
        after = bytes(terminal.received).rpartition(b"\x1b[?1049l")[2]
        assert (b"\x1b[2mResume" in after) is (not no_color)


def test_an_empty_conversation_is_not_worth_a_line(home: Mapping[str, str]) -> None:
    with Terminal([sys.executable, "-m", "ppchat", "--demo"], environment=home) as terminal:
        terminal.wait_for("f1 keys")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
        assert "Resume" not in terminal.text
