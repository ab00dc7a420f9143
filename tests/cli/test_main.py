"""The command line: arguments, help and exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat import __version__
from ppchat.cli.main import main
from ppchat.cli.parser import COMMANDS
from tests.support.loopback import run_ppchat


def exit_code(*arguments: str) -> int | str | None:
    """The exit code, returned or raised."""
    try:
        return main(arguments)
    except SystemExit as error:
        return error.code


def test_help_lists_the_commands_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--help") == 0
    out = capsys.readouterr().out
    assert all(f"  {name}" in out for name in COMMANDS)
    assert "examples:" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--version") == 0
    assert capsys.readouterr().out == f"ppchat {__version__}\n"


def test_options_may_stand_before_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--data-dir", "/elsewhere", "paths") == 0
    assert "/elsewhere" in capsys.readouterr().out


def test_an_error_of_usage_is_one_line_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text("model = 3\x00")
    assert exit_code("models") == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(f"ppchat: {tmp_path}/config.toml")
    assert output.err.count("\n") == 1


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


@pytest.mark.parametrize("name", ["missing.toml", "missing/c.toml", "."])
@pytest.mark.parametrize("command", ["paths", "sessions", "models"])
def test_a_named_config_file_that_cannot_be_read_is_an_error(
    command: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [command, *(["list"] if command == "sessions" else [])]
    assert exit_code(*arguments, "--config", str(tmp_path / name)) == 2
    assert capsys.readouterr().err.startswith(f"ppchat: --config {tmp_path}")


async def test_without_a_home_everything_but_storing_works(tmp_path: Path) -> None:
    result = await run_ppchat("models", "--demo", home=Path("/dev/null"), PPCHAT_DATA_DIR="")
    assert (result.code, result.out) == (0, "ppchat-demo\n")
    assert "Not a directory; the defaults apply" in result.err
    result = await run_ppchat("sessions", "list", home=Path("/dev/null"), PPCHAT_DATA_DIR="")
    assert (result.code, result.out, result.err) == (0, "", "")
