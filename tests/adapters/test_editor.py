"""The person's own editor, really run."""

from __future__ import annotations

import sys

import pytest

from ppchat.adapters.editor import edited, editor_command

APPEND = "import sys; p = sys.argv[1]; t = open(p).read(); open(p, 'w').write(t + ' peppers\\n')"


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({"VISUAL": "code -w", "EDITOR": "nano"}, ["code", "-w"]),
        ({"EDITOR": "nano"}, ["nano"]),
        ({}, ["vi"]),
        ({"EDITOR": " "}, ["vi"]),
    ],
)
def test_visual_goes_before_editor(environment: dict[str, str], command: list[str]) -> None:
    assert list(editor_command(environment)) == command


def test_what_the_editor_left_is_given_back() -> None:
    assert edited("pickled", [sys.executable, "-c", APPEND]) == "pickled peppers"


def test_an_editor_that_is_not_there_raises() -> None:
    with pytest.raises(OSError, match="no-such-editor"):
        edited("x", ["no-such-editor"])
