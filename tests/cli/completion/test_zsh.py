"""The script for zsh, run in zsh."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ppchat.cli.completion.zsh import zsh_script
from tests.support.completion import ODD, example_folder, write_script
from tests.support.terminal import Terminal

ZSH = [shutil.which("zsh")] if shutil.which("zsh") else []


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(example_folder(tmp_path / "here"))
    return write_script(tmp_path, zsh_script)


@pytest.mark.parametrize("zsh", ZSH)
def test_zsh_completes(script: Path, zsh: str) -> None:
    with Terminal([zsh, "-f", "-i"], environment={"PS1": "> "}) as terminal:
        terminal.press(f"autoload -Uz compinit && compinit -u -D && source {script}", "enter")
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


@pytest.mark.parametrize("zsh", ZSH)
def test_a_description_is_never_evaluated(tmp_path: Path, zsh: str) -> None:
    script = write_script(tmp_path, zsh_script, ODD)
    with Terminal([zsh, "-f", "-i"], environment={"PS1": "> "}) as terminal:
        terminal.press(f"autoload -Uz compinit && compinit -u -D && source {script}", "enter")
        terminal.press("ppchat ", "tab")
        terminal.wait_for("it's a [b]: `id` $(id) (c) 鳥")
        terminal.wait_for("second")


@pytest.mark.parametrize("zsh", ZSH)
def test_the_script_is_loaded_from_a_folder_of_functions(tmp_path: Path, zsh: str) -> None:
    write_script(tmp_path, zsh_script).rename(tmp_path / "_ppchat")
    with Terminal([zsh, "-f", "-i"], environment={"PS1": "> "}) as terminal:
        terminal.press(f"fpath+={tmp_path}; autoload -Uz compinit && compinit -u -D", "enter")
        terminal.press("ppchat exp", "tab")
        terminal.wait_for("ppchat export")
