"""The script for bash, run in bash."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.cli.completion.bash import bash_script
from tests.support.completion import WORDS, example_folder, output_lines, write_script
from tests.support.terminal import Terminal


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(example_folder(tmp_path / "here"))
    return write_script(tmp_path, bash_script)


@pytest.mark.parametrize(("line", "expected"), WORDS)
def test_bash_completes(script: Path, line: str, expected: set[str]) -> None:
    *words, last = line.split(" ")
    code = (
        'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ppchat;'
        ' [[ -z $COMPREPLY ]] || printf "%s\\n" "${COMPREPLY[@]}"'
    )
    completions = output_lines("bash", "--norc", "-c", code, "bash", str(script), *words, last)
    assert set(completions) == expected


def test_bash_completes_a_value_after_an_equals_sign(script: Path) -> None:
    code = 'source "$1"; COMP_WORDS=(ppchat ask --format = ev); COMP_CWORD=4; _ppchat;'
    completions = output_lines(
        "bash", "--norc", "-c", code + " echo $COMPREPLY", "bash", str(script)
    )
    assert completions == ["events"]


@pytest.mark.parametrize(("words", "values"), [("=", "true false"), ("= t", "true"), ("= x", "")])
def test_bash_completes_the_value_of_a_value(script: Path, words: str, values: str) -> None:
    code = f'source "$1"; COMP_WORDS=(ppchat ask -o store {words}); COMP_CWORD=$2; _ppchat;'
    arguments = (code + ' echo "${COMPREPLY[*]}"', "bash", str(script), str(4 + words.count(" ")))
    assert output_lines("bash", "--norc", "-c", *arguments) == ([values] if values else [""])


def test_a_tab_in_a_terminal_completes(script: Path) -> None:
    with Terminal(["bash", "--norc", "-i"], environment={"PS1": "> "}) as terminal:
        terminal.press(f"source {script}", "enter")
        terminal.press("ppchat exp", "tab")
        terminal.wait_for("ppchat export")
        terminal.press("one\\ f", "tab")
        terminal.wait_for("ppchat export one\\ file.jsonl")
        terminal.press("--format tr", "tab")
        terminal.wait_for("ppchat export one\\ file.jsonl --format trace")
