"""Arguments → one call."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import pytest

from ppchat import __version__
from ppchat.cli import main as cli
from ppchat.cli.main import COMMANDS, main
from ppchat.cli.parser import APP, made
from ppchat.core.dialects.responses.event_types import CATALOGUE
from tests.support.loopback import answer, ran, serving


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "PPCHAT_API_KEY", "PPCHAT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PPCHAT_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("PPCHAT_DATA_DIR", str(tmp_path / "data"))


def ended(*arguments: str) -> int | str | None:
    """The exit code, however it is given."""
    try:
        return main(arguments)
    except SystemExit as end:
        return end.code


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_exists_and_has_help_with_what_it_does(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(name, "--help") == 0
    out = capsys.readouterr().out
    assert out.startswith(f"usage: ppchat {name} ")
    module = import_module(f"ppchat.cli.commands.{name}{'_' if iskeyword(name) else ''}")
    assert str(module.__doc__).splitlines()[0].split()[0] in out


@pytest.mark.parametrize("name", [APP, *COMMANDS])
def test_every_example_is_one_that_the_parser_takes(name: str) -> None:
    told = str(made(name)[1].__doc__).partition("examples:\n")[2].partition("\n\n")[0]
    examples = [line.partition("ppchat")[2] for line in told.splitlines() if "ppchat" in line]
    assert examples
    for example in examples:
        # What follows is a comment, or for the shell.
        words = shlex.split(re.split(r"\s{3,}|\s>>?\s|\s\|\s|\)", example)[0])
        at = cli._first_positional(words)
        command = words.pop(at) if at is not None and words[at] in COMMANDS else APP
        assert command == name
        made(command)[0].parse_args(words)


def test_help_lists_the_commands_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("--help") == 0
    out = capsys.readouterr().out
    assert all(f"  {name}" in out for name in COMMANDS)
    assert "examples:" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("--version") == 0
    assert capsys.readouterr().out == f"ppchat {__version__}\n"


@pytest.mark.parametrize(
    ("argv", "at"),
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
def test_the_first_positional_is_found_behind_options(argv: list[str], at: int | None) -> None:
    assert cli._first_positional(argv) == at


def test_options_may_stand_before_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("--data-dir", "/elsewhere", "paths") == 0
    assert "/elsewhere" in capsys.readouterr().out


def test_an_error_of_usage_is_one_line_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text("model = 3\x00")
    assert ended("doctor") == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith(f"ppchat: {tmp_path}/config.toml")
    assert out.err.count("\n") == 1


def test_unknown_settings_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.toml").write_text("modle = 3")
    assert ended("doctor") == 0
    assert "config.toml:1: unknown setting 'modle'" in capsys.readouterr().err


def test_paths_tells_where_files_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("paths") == 0
    out = capsys.readouterr().out
    assert str(tmp_path / "config.toml") in out
    assert str(tmp_path / "data") in out


def test_events_prints_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("events") == 0
    assert len(capsys.readouterr().out.splitlines()) == len(CATALOGUE)
    assert ended("events", "output_text.delta") == 0
    assert "A piece of the answer's text." in capsys.readouterr().out
    assert ended("events", "reasoning") == 0
    assert 1 < len(capsys.readouterr().out.splitlines()) < len(CATALOGUE)
    assert ended("events", "no.such\x1b") == 1
    assert "\x1b" not in capsys.readouterr().err


def test_doctor_tells_where_the_key_came_from_but_not_the_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("doctor") == 0
    assert "the built-in demo" in capsys.readouterr().out
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never-shown")
    assert ended("doctor") == 0
    out = capsys.readouterr().out
    assert "from OPENAI_API_KEY" in out
    assert "sk-never-shown" not in out
    assert ended("doctor", "--base-url", "http://localhost:1/v1") == 0
    out = capsys.readouterr().out
    assert "none for localhost:1" in out
    assert "goes to api.openai.com alone" in out


async def test_models_are_listed(tmp_path: Path) -> None:
    script = answer(b'{"data":[{"id":"b\\u001b"},{"id":"a"}]}', content_type="application/json")
    async with serving(script) as server:
        done = await ran("models", "--base-url", server.base_url, home=tmp_path)
    assert (done.code, done.out, done.err) == (0, "a\nb␛\n", "")
    done = await ran("models", "--base-url", "http://127.0.0.1:1/v1", home=tmp_path)
    assert (done.code, done.out) == (1, "")
    assert "nothing listens at 127.0.0.1:1" in done.err
