"""Completion scripts, run in their shells, and what they must complete."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ppchat.cli.commands.completion import program
from ppchat.cli.completion.grammar import Argument, Command, ValueKind
from ppchat.cli.parser import COMMANDS

WORDS: Final = [
    ("ppchat ", set(COMMANDS)),
    ("ppchat as", {"ask"}),
    ("ppchat --dem", {"--demo"}),
    ("ppchat ask --fo", {"--format"}),
    ("ppchat ask --format ", {"text", "events", "snapshots", "jsonl"}),
    ("ppchat export --format h", {"har", "html"}),
    ("ppchat ask -o sto", {"store=true", "store=false"}),
    (
        "ppchat -m ask sessions ",
        {"list", "search", "show", "rename", "pin", "unpin", "delete"},
    ),
    ("ppchat sessions show --j", {"--json"}),
    ("ppchat bench -c 3 --jso", {"--json"}),
    ("ppchat completion ", {"bash", "zsh", "fish"}),
    ("ppchat check one", {"one file.jsonl", "one.jsonl"}),
    ("ppchat check one.jsonl --config one.", {"one.jsonl"}),
    ("ppchat bench --save ", {"folder"}),
    ("ppchat -m ", set()),
    ("ppchat hello as", set()),
]
"""The beginnings of command lines, and the completions of each, in `example_folder`."""

ODD: Final = Command(
    "ppchat",
    "",
    (Argument(ValueKind.NOTHING, ("--odd",), "it's a [b]: `id` $(id) (c) 鳥"),),
    commands=(Command("first", "it's a [b]: `id` $(id) (c) 鳥", ()), Command("second", "", ())),
)
"""A grammar with descriptions that have a meaning in every shell."""


def write_script(
    folder: Path, build: Callable[[Command], str], grammar: Command | None = None
) -> Path:
    """Write the script for a shell to a new file, by default with the grammar of ppchat."""
    path = folder / "script"
    path.write_text(build(grammar or program()))
    return path


def example_folder(path: Path) -> Path:
    """A new folder with a folder and two files."""
    (path / "folder").mkdir(parents=True)
    for name in ("one file.jsonl", "one.jsonl"):
        (path / name).touch()
    return path


def output_lines(*arguments: str) -> list[str]:
    """The lines that a program prints; it must not print an error."""
    result = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert result.stderr == ""
    return result.stdout.splitlines()
