"""`ppchat` itself: what opens the app, and the errors where it does not open."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ppchat.cli.main import main
from tests.support.chat_app import save_conversation
from tests.support.recordings import TWISTER, build_recording
from tests.support.terminal import Terminal

PPCHAT = [sys.executable, "-m", "ppchat"]


def test_without_a_terminal_it_names_a_command_that_works_without_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 2
    output = capsys.readouterr()
    assert "`ppchat ask` answers without one" in output.err
    assert (output.out, output.err.count("\n")) == ("", 1)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("TERM", "dumb", "more features than TERM=dumb"),
        ("PYTHONIOENCODING", "latin-1", "needs a terminal in UTF-8, not in "),
    ],
)
def test_a_terminal_that_cannot_show_it_is_refused(
    variable: str, value: str, message: str, home: Mapping[str, str]
) -> None:
    with Terminal(PPCHAT, environment={**home, variable: value}, columns=200) as terminal:
        assert terminal.wait_for_end() == 2
        assert message in terminal.text
        assert b"\x1b" not in terminal.received


def test_the_last_conversation_and_another_cannot_both_be_continued(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["-c", "--resume", "5ca1"])
    assert "not allowed with" in capsys.readouterr().err


def test_an_unknown_conversation_is_an_error_and_no_screen_is_left_behind(
    tmp_path: Path, home: Mapping[str, str]
) -> None:
    command = [*PPCHAT, "--resume", "beef", "--data-dir", str(tmp_path)]
    with Terminal(command, environment=home) as terminal:
        assert terminal.wait_for_end() == 2
        assert "no conversation begins with beef" in terminal.text
        assert terminal.modes() == terminal.modes_before


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["-c"], "pickled by two"),
        (["--resume", "aa"], "pickled by one"),
        (["--resume"], "Search titles and texts"),
        (["--", "events"], "events"),
    ],
)
def test_what_it_opens_on(
    tmp_path: Path, home: Mapping[str, str], arguments: list[str], shown: str
) -> None:
    save_conversation(tmp_path, ("pickled by one", build_recording(TWISTER)), conversation="aa11")
    save_conversation(tmp_path, ("pickled by two", build_recording(TWISTER)), conversation="bb22")
    command = [*PPCHAT, "--data-dir", str(tmp_path), *arguments]
    with Terminal(command, environment=home) as terminal:
        terminal.wait_for(shown)
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
