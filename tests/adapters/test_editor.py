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


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("raise SystemExit(3)", "exit code 3"),
        ("import os, sys; os.remove(sys.argv[1])", "no file"),
        ("import os, sys; os.remove(sys.argv[1]); os.mkfifo(sys.argv[1])", "no file"),
        ("import sys; open(sys.argv[1], 'wb').write(b'x' * 10_000_001)", "more than 10 MB"),
    ],
)
def test_an_editor_that_fails_or_leaves_no_text_is_a_reason(script: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        edit_text("draft", (sys.executable, "-c", script))


def test_what_is_no_text_is_replaced() -> None:
    script = "import sys; open(sys.argv[1], 'wb').write(b'caf\\xe9')"
    assert edit_text("", (sys.executable, "-c", script)) == "caf\ufffd"
