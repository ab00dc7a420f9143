"""`ppchat completion`: the scripts, run in their shells."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ppchat.cli.commands.completion import program
from ppchat.cli.completion.grammar import walk_commands
from ppchat.cli.main import main
from ppchat.cli.parser import COMMANDS
from tests.support.terminal import Terminal

WORDS = [
    ("ppchat ", set(COMMANDS)),
    ("ppchat as", {"ask"}),
    ("ppchat --dem", {"--demo"}),
    ("ppchat ask --fo", {"--format"}),
    ("ppchat ask --format ", {"text", "events", "snapshots", "jsonl"}),
    ("ppchat export --format h", {"har"}),
    ("ppchat -m ask sessions ", {"list", "show", "rename", "delete"}),
    ("ppchat sessions show --j", {"--json"}),
    ("ppchat bench -c 3 --jso", {"--json"}),
    ("ppchat completion ", {"bash", "zsh", "fish"}),
    ("ppchat check one", {"one file.jsonl", "one.jsonl"}),
    ("ppchat check one.jsonl --config one.", {"one.jsonl"}),
    ("ppchat bench --save ", {"folder"}),
    ("ppchat -m ", set()),
    ("ppchat hello as", set()),
]


@pytest.fixture
def script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Path]:
    """A function that writes the script for a shell; it runs in a folder with a few files."""
    here = tmp_path / "here"
    (here / "folder").mkdir(parents=True)
    for name in ("one file.jsonl", "one.jsonl"):
        (here / name).touch()
    monkeypatch.chdir(here)

    def write(shell: str) -> Path:
        assert main(["completion", shell]) == 0
        path = tmp_path / f"script.{shell}"
        path.write_text(capsys.readouterr().out)
        return path

    return write


def output_lines(*arguments: str) -> list[str]:
    """The lines that a program prints; it must not print an error."""
    result = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert result.stderr == ""
    return result.stdout.splitlines()


@pytest.mark.parametrize(("line", "expected"), WORDS)
def test_bash_completes(script: Callable[[str], Path], line: str, expected: set[str]) -> None:
    *words, last = line.split(" ")
    code = (
        'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ppchat;'
        ' [[ -z $COMPREPLY ]] || printf "%s\\n" "${COMPREPLY[@]}"'
    )
    completions = output_lines(
        "bash", "--norc", "-c", code, "bash", str(script("bash")), *words, last
    )
    assert set(completions) == expected


def test_bash_completes_a_value_after_an_equals_sign(script: Callable[[str], Path]) -> None:
    code = 'source "$1"; COMP_WORDS=(ppchat ask --format = ev); COMP_CWORD=4; _ppchat;'
    completions = output_lines(
        "bash", "--norc", "-c", code + " echo $COMPREPLY", "bash", str(script("bash"))
    )
    assert completions == ["events"]


def test_a_tab_in_a_terminal_completes(script: Callable[[str], Path]) -> None:
    with Terminal(["bash", "--norc", "-i"], environment={"PS1": "> "}) as terminal:
        terminal.press(f"source {script('bash')}", "enter")
        terminal.press("ppchat exp", "tab")
        terminal.wait_for("ppchat export")
        terminal.press("one\\ f", "tab")
        terminal.wait_for("ppchat export one\\ file.jsonl")
        terminal.press("--format tr", "tab")
        terminal.wait_for("ppchat export one\\ file.jsonl --format trace")


FISH = [shutil.which("fish")] if shutil.which("fish") else []
ZSH = [shutil.which("zsh")] if shutil.which("zsh") else []


@pytest.mark.parametrize("fish", FISH)
def test_fish_completes(script: Callable[[str], Path], fish: str) -> None:
    path = script("fish")
    for line, expected in WORDS:
        code = f"source {path}; complete -C {line!r}"
        completions = {
            line.split("\t")[0] for line in output_lines(fish, "--no-config", "-c", code)
        }
        plain = {word.replace("\\ ", " ").rstrip("/") for word in completions}
        assert plain == expected or (plain >= expected and line.endswith("--save ")), line


@pytest.mark.parametrize("zsh", ZSH)
def test_zsh_completes(script: Callable[[str], Path], zsh: str) -> None:
    path = script("zsh")
    with Terminal([zsh, "-f", "-i"], environment={"PS1": "> "}) as terminal:
        terminal.press(f"autoload -Uz compinit && compinit -u -D && source {path}", "enter")
        for typed, completed in (
            ("ppchat exp", "ppchat export"),
            ("ppchat ask --form", "ppchat ask --format"),
            ("ppchat ask --format snap", "ppchat ask --format snapshots"),
            ("ppchat -m ask sessions ren", "ppchat -m ask sessions rename"),
            ("ppchat check one.", "ppchat check one.jsonl"),
            ("ppchat bench --save fol", "ppchat bench --save folder/"),
        ):
            terminal.press(typed, "tab")
            terminal.wait_for(completed)
            terminal.press("ctrl+u")


def test_every_option_of_every_command_is_there() -> None:
    commands = dict(walk_commands(program()))
    assert {*commands} >= {"", *COMMANDS, "sessions list"}
    assert "--format" in commands["ask"].options_with_value
    assert "--demo" not in commands["ask"].options_with_value
    assert "-c" in commands["bench"].options_with_value
    assert "-c" not in commands[""].options_with_value


def test_another_shell_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["completion", "tcsh"])
    assert exit_info.value.code == 2
    assert "invalid choice: 'tcsh'" in capsys.readouterr().err
