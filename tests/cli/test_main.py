"""The command line: arguments, help and exit codes."""

from __future__ import annotations

import re
import shlex
from importlib import import_module  # noqa: TID251
from keyword import iskeyword
from pathlib import Path

import pytest

from ppchat import __version__
from ppchat.cli import main as cli
from ppchat.cli.main import main
from ppchat.cli.parser import APP, COMMANDS, build_parser
from ppchat.core.dialects.registry import DEFAULT_DIALECT
from tests.support.loopback import answer, run_ppchat, scripted_server


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "PPCHAT_API_KEY", "PPCHAT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PPCHAT_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("PPCHAT_DATA_DIR", str(tmp_path / "data"))


def exit_code(*arguments: str) -> int | str | None:
    """The exit code, returned or raised."""
    try:
        return main(arguments)
    except SystemExit as error:
        return error.code


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_exists_and_has_help_with_what_it_does(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(name, "--help") == 0
    out = capsys.readouterr().out
    assert out.startswith(f"usage: ppchat {name} ")
    module = import_module(f"ppchat.cli.commands.{name}{'_' if iskeyword(name) else ''}")
    assert str(module.__doc__).splitlines()[0].split()[0] in out


@pytest.mark.parametrize("name", [APP, *COMMANDS])
def test_every_example_is_accepted_by_the_parser(name: str) -> None:
    section = str(build_parser(name)[1].__doc__).partition("examples:\n")[2].partition("\n\n")[0]
    examples = [line.partition("ppchat")[2] for line in section.splitlines() if "ppchat" in line]
    assert examples
    for example in examples:
        # What follows is a comment, or meant for the shell.
        words = shlex.split(re.split(r"\s{3,}|\s>>?\s|\s\|\s|\)", example)[0])
        index = cli._first_positional(words)
        command = words.pop(index) if index is not None and words[index] in COMMANDS else APP
        assert command == name
        build_parser(command)[0].parse_args(words)


def test_help_lists_the_commands_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--help") == 0
    out = capsys.readouterr().out
    assert all(f"  {name}" in out for name in COMMANDS)
    assert "examples:" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--version") == 0
    assert capsys.readouterr().out == f"ppchat {__version__}\n"


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
    assert cli._first_positional(argv) == index


def test_options_may_stand_before_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--data-dir", "/elsewhere", "paths") == 0
    assert "/elsewhere" in capsys.readouterr().out


def test_an_error_of_usage_is_one_line_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text("model = 3\x00")
    assert exit_code("doctor") == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(f"ppchat: {tmp_path}/config.toml")
    assert output.err.count("\n") == 1


def test_unknown_settings_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.toml").write_text("modle = 3")
    assert exit_code("doctor") == 0
    assert "config.toml:1: unknown setting 'modle'" in capsys.readouterr().err


def test_paths_prints_where_files_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("paths") == 0
    out = capsys.readouterr().out
    assert str(tmp_path / "config.toml") in out
    assert str(tmp_path / "data") in out


def test_events_prints_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("events") == 0
    assert len(capsys.readouterr().out.splitlines()) == len(DEFAULT_DIALECT.event_types)
    assert exit_code("events", "output_text.delta") == 0
    assert "A piece of the answer's text." in capsys.readouterr().out
    assert exit_code("events", "reasoning") == 0
    assert 1 < len(capsys.readouterr().out.splitlines()) < len(DEFAULT_DIALECT.event_types)
    assert exit_code("events", "no.such\x1b") == 1
    assert "\x1b" not in capsys.readouterr().err


def test_doctor_shows_where_the_key_came_from_but_not_the_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code("doctor") == 0
    assert "the built-in demo" in capsys.readouterr().out
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never-shown")
    assert exit_code("doctor") == 0
    out = capsys.readouterr().out
    assert "from OPENAI_API_KEY" in out
    assert "sk-never-shown" not in out
    assert exit_code("doctor", "--base-url", "http://localhost:1/v1") == 0
    out = capsys.readouterr().out
    assert "none for localhost:1" in out
    assert "only sent to api.openai.com" in out


def test_doctor_and_paths_show_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PPCHAT_LOG", raising=False)
    path = tmp_path / "data" / "ppchat.log"
    assert exit_code("doctor") == exit_code("paths") == 0
    out = capsys.readouterr().out
    assert f"{path} (off; PPCHAT_LOG=info or --log-file turns it on)" in out
    assert f"log       {path}  (does not exist yet)" in out
    assert not path.exists()


async def test_the_log_is_turned_on_by_a_variable_or_an_option(tmp_path: Path) -> None:
    result = await run_ppchat("doctor", home=tmp_path, PPCHAT_LOG="debug")
    assert "ppchat.log (on, level debug)" in result.out
    result = await run_ppchat("doctor", "--log-file", str(tmp_path / "my.log"), home=tmp_path)
    assert f"{tmp_path}/my.log (on, level info)" in result.out
    assert f"ppchat {__version__} on Python" in (tmp_path / "my.log").read_text()
    result = await run_ppchat("paths", "--log-file", f"{tmp_path}/no/my.log", home=tmp_path)
    assert result.code == 0
    assert (
        result.err
        == f"ppchat: no log is written: {tmp_path}/no/my.log: No such file or directory\n"
    )
    result = await run_ppchat("paths", home=tmp_path, PPCHAT_LOG="verbose")
    assert (result.code, result.out) == (2, "")


async def test_models_are_listed(tmp_path: Path) -> None:
    script = answer(b'{"data":[{"id":"b\\u001b"},{"id":"a"}]}', content_type="application/json")
    async with scripted_server(script) as server:
        result = await run_ppchat("models", "--base-url", server.base_url, home=tmp_path)
    assert (result.code, result.out, result.err) == (0, "a\nb␛\n", "")
    result = await run_ppchat("models", "--base-url", "http://127.0.0.1:1/v1", home=tmp_path)
    assert (result.code, result.out) == (1, "")
    assert "no server is listening at 127.0.0.1:1" in result.err
