"""What the environment tells about keys that never arrive."""

from __future__ import annotations

import pytest

from ppchat.adapters.terminal.keys import taken_keys


@pytest.mark.parametrize(
    ("environment", "platform", "key"),
    [
        ({"ZELLIJ": "0"}, "linux", "ctrl+q"),
        ({"TERM_PROGRAM": "vscode"}, "linux", "ctrl+j"),
        ({}, "darwin", "f11"),
        ({"STY": "1.tty"}, "linux", "ctrl+a"),
    ],
)
def test_a_program_is_recognized(environment: dict[str, str], platform: str, key: str) -> None:
    (taken,) = taken_keys(environment, platform)
    assert key in taken.keys
    assert taken.program
    assert taken.remedy


def test_programs_inside_one_another_are_all_named() -> None:
    taken = taken_keys({"TMUX": "x", "TERM_PROGRAM": "vscode"}, "darwin")
    assert [program.program for program in taken] == ["tmux", "VS Code", "macOS"]


def test_nothing_is_taken_elsewhere() -> None:
    assert list(taken_keys({"TERM": "xterm"}, "linux")) == []
