"""The user's editor, really run."""

from __future__ import annotations

import sys

import pytest

from ppchat.adapters.editor import edit_text, editor_command

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
def test_visual_takes_precedence_over_editor(
    environment: dict[str, str], command: list[str]
) -> None:
    assert list(editor_command(environment)) == command


def test_the_edited_text_is_returned() -> None:
    assert edit_text("pickled", [sys.executable, "-c", APPEND]) == "pickled peppers"


def test_a_missing_editor_raises() -> None:
    with pytest.raises(OSError, match="no-such-editor"):
        edit_text("x", ["no-such-editor"])
