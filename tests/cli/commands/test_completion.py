"""`ppchat completion`: the grammar of the command line."""

from __future__ import annotations

import pytest

from ppchat.cli.commands.completion import program
from ppchat.cli.completion.grammar import walk_commands
from ppchat.cli.main import main
from ppchat.cli.parser import COMMANDS


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
