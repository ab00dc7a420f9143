"""The parsers of the commands."""

from __future__ import annotations

import re
import shlex
from keyword import iskeyword
from pathlib import Path

import pytest

from ppchat.cli import commands
from ppchat.cli.main import main
from ppchat.cli.parser import APP, COMMANDS, build_parser, first_positional, valued_options

VALUED = valued_options(build_parser(APP)[0])


def test_every_module_of_a_command_can_be_run() -> None:
    modules = {path.stem for path in Path(*commands.__path__).glob("*.py")} - {"__init__"}
    assert modules == {f"{name}_" if iskeyword(name) else name for name in [APP, *COMMANDS]}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_what_it_does(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([name, "--help"])
    out = capsys.readouterr().out
    assert out.startswith(f"usage: ppchat {name} ")
    assert str(build_parser(name)[1].__doc__).splitlines()[0].split()[0] in out


@pytest.mark.parametrize("name", [APP, *COMMANDS])
def test_every_example_is_accepted_by_the_parser(name: str) -> None:
    section = str(build_parser(name)[1].__doc__).partition("examples:\n")[2].partition("\n\n")[0]
    examples = [line.partition("ppchat")[2] for line in section.splitlines() if "ppchat" in line]
    assert examples
    for example in examples:
        # What follows is a comment, or meant for the shell.
        words = shlex.split(re.split(r"\s{3,}|\s>>?\s|\s\|\s|\)", example)[0])
        index = first_positional(words, VALUED)
        command = words.pop(index) if index is not None and words[index] in COMMANDS else APP
        assert command == name
        build_parser(command)[0].parse_args(words)


def test_an_option_is_never_abbreviated(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        build_parser("ask")[0].parse_args(["--form", "text", "x"])
    assert "--form" in capsys.readouterr().err


def test_which_options_take_a_value_is_asked_of_the_parser() -> None:
    assert {"-m", "--model", "--system", "--theme", "--config", "--log-file"} <= VALUED
    assert VALUED.isdisjoint({"--demo", "-c", "--resume", "--version", "--help"})


@pytest.mark.parametrize(
    ("argv", "index"),
    [
        ([], None),
        (["ask"], 0),
        (["-m", "ask", "hello"], 2),
        (["--model=ask", "ask"], 1),
        (["-mask", "-c"], None),
        (["--demo", "ask", "x"], 1),
        (["--", "ask"], None),
        (["-s", "--", "ask"], 2),
    ],
)
def test_the_first_positional_is_recognized_after_options(
    argv: list[str], index: int | None
) -> None:
    assert first_positional(argv, VALUED) == index
