"""The app in a real terminal, as a user uses it: the real client, the real demo server."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

PPCHAT = [sys.executable, "-m", "ppchat"]
LINE = "Peter Piper picked a peck of pickled peppers."


@pytest.fixture
def home(tmp_path: Path) -> Mapping[str, str]:
    """An environment without any settings of the user who runs the tests."""
    unset = {name: "" for name in os.environ if name.startswith(("OPENAI_", "PPCHAT_"))}
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    return {**unset, **folders, "TMUX": ""}


def completed(text: str) -> bool:
    return "✓ completed" in text


@pytest.mark.parametrize(("columns", "rows"), [(120, 36), (80, 24)])
def test_a_first_visit(home: Mapping[str, str], columns: int, rows: int) -> None:
    with Terminal(PPCHAT, columns=columns, rows=rows, environment=home) as terminal:
        terminal.wait_for("Recite 'Peter Piper")
        terminal.wait_for(lambda _: "demo (recorded)" in terminal.lines[-1])
        terminal.press("enter")
        terminal.wait_for(lambda text: text.count(LINE) == 5 and completed(text))
        if columns < 100:
            assert "output_text" not in terminal.text
            terminal.press("f12")
        terminal.wait_for(lambda text: bool(re.search(r"\d +○ completed", text)))
        if columns < 100:
            terminal.press("escape")
            terminal.wait_for(lambda text: "○ completed" not in text)

        terminal.press("hello", "enter")
        terminal.wait_for(lambda text: "hello" in text and not completed(text))
        terminal.wait_for(completed)

        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0

    with Terminal([*PPCHAT, "-c"], columns=columns, rows=rows, environment=home) as terminal:
        terminal.wait_for("Responses API")
        if columns < 100:
            terminal.press("f12")
        terminal.wait_for("○ completed")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_a_terminal_with_16_colours_gets_no_others_and_gnu_screen_no_italics(
    home: Mapping[str, str],
) -> None:
    environment = {**home, "TERM": "screen", "COLORTERM": ""}
    with Terminal([*PPCHAT, "--theme", "ppchat-light"], environment=environment) as terminal:
        terminal.wait_for("Recite 'Peter Piper")
        terminal.press("enter")
        terminal.wait_for("This is a recorded demo")  # in italics elsewhere
        codes = {
            code
            for codes in re.findall(rb"\x1b\[([\d;]*)m", bytes(terminal.received))
            for code in codes.split(b";")
        }
        assert codes & {b"30", b"107"} == {b"30", b"107"}  # black on white
        assert codes & {b"3", b"38", b"48"} == set()


def test_stop_keeps_the_partial_answer(home: Mapping[str, str]) -> None:
    # The answer takes 33 s, so that also a slow machine stops it in the middle.
    with Terminal([*PPCHAT, "Write an essay."], environment=home) as terminal:
        terminal.wait_for("How an answer reaches your screen")
        terminal.press("escape")
        terminal.wait_for("■ stopped")
        terminal.wait_for("Stopped. The partial answer is kept.")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
    with sqlite3.connect(next(Path(home["HOME"]).rglob("ppchat.db"))) as database:
        assert database.execute("SELECT count(*) FROM run").fetchone() == (1,)


def test_going_back_through_the_events_shows_the_text_as_it_was(home: Mapping[str, str]) -> None:
    with Terminal(PPCHAT, environment=home) as terminal:
        terminal.wait_for("Recite")
        terminal.press("enter")
        terminal.wait_for(lambda text: text.count(LINE) == 5 and completed(text))
        terminal.press("tab", "tab")
        terminal.wait_for("t fold")
        terminal.press("g")
        terminal.wait_for(lambda text: "◂ event 1 of" in text and LINE not in text)
        terminal.press(*["right"] * 5)
        terminal.wait_for(lambda text: "Sure" in text and LINE not in text)
        terminal.press("F")
        terminal.wait_for(lambda text: text.count(LINE) == 5)
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_restores_the_terminal(home: Mapping[str, str], number: signal.Signals) -> None:
    with Terminal(PPCHAT, environment=home) as terminal:
        terminal.wait_for("Recite")
        os.kill(terminal.pid, number)
        assert terminal.wait_for_end() == 128 + number
        assert terminal.modes() == terminal.modes_before
        assert b"\x1b[?1049l" in terminal.received


def test_the_title_of_the_window_is_restored_however_it_ends(home: Mapping[str, str]) -> None:
    saved, restored = b"\x1b[22;2t\x1b]2;ppchat\x1b\\", b"\x1b]2;\x1b\\\x1b[23;2t"
    with Terminal(PPCHAT, environment=home) as terminal:
        terminal.wait_for("Recite")
        assert terminal.received.count(saved) == 1
        assert restored not in terminal.received
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.wait_for_end()
        assert terminal.received.count(restored) == 1
        assert terminal.received.index(restored) < terminal.received.index(b"\x1b[?1049l")


def test_a_suspended_app_gives_the_title_back(home: Mapping[str, str]) -> None:
    with Terminal(PPCHAT, environment={**home, "EDITOR": "true", "VISUAL": ""}) as terminal:
        terminal.wait_for("Recite")
        terminal.press("ctrl+g")
        terminal.wait_for(lambda _: terminal.received.count(b"\x1b[22;2t") == 2)
        assert terminal.received.count(b"\x1b[23;2t") == 1
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
        assert terminal.received.count(b"\x1b[23;2t") == 2


def test_a_stopped_job_goes_on_reading_and_comes_back(home: Mapping[str, str]) -> None:
    environment = {**home, "PS1": "shell> ", "ENV": ""}
    with Terminal(["/bin/sh", "-i"], environment=environment, controls=True) as terminal:
        terminal.wait_for("shell>")
        terminal.press(f"{sys.executable} -m ppchat 'Write an essay.'", "enter")
        terminal.wait_for("How an answer reaches")
        terminal.press("ctrl+z")
        terminal.wait_for(lambda _: terminal.received.count(b"shell>") == 2)
        terminal.press("fg", "enter")
        terminal.wait_for(lambda _: terminal.received.count(b"\x1b[?1049h") == 2)
        terminal.press("escape")
        terminal.wait_for("■ stopped")
        terminal.press("ctrl+q")
        terminal.wait_for("ppchat --resume")
        terminal.press("exit", "enter")
        assert terminal.wait_for_end() == 0


def test_without_a_shell_to_go_back_to_it_does_not_stop(home: Mapping[str, str]) -> None:
    with Terminal(PPCHAT, environment=home) as terminal:
        terminal.wait_for("Recite")
        terminal.press("ctrl+z")
        terminal.wait_for("No shell has started ppchat")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0


def test_an_answer_that_ends_out_of_sight_notifies_by_the_terminal(home: Mapping[str, str]) -> None:
    environment = {**home, "TERM_PROGRAM": "WezTerm"}
    with Terminal(PPCHAT, environment=environment) as terminal:
        terminal.wait_for("Recite")
        terminal.press("enter")
        terminal.wait_for("Sure")
        terminal.press("\x1b[O")  # the terminal has lost the focus
        terminal.wait_for(completed)
        notification = "\x1b]9;✓ completed: Recite 'Peter Piper picked".encode()
        terminal.wait_for(lambda _: notification in terminal.received)
        terminal.press("\x1b[I", "ctrl+q")
        assert terminal.wait_for_end() == 0


def test_a_terminal_without_titles_gets_none(home: Mapping[str, str]) -> None:
    with Terminal(PPCHAT, environment={**home, "TERM": "linux"}) as terminal:
        terminal.wait_for("Recite")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
        assert b"\x1b]2;" not in terminal.received
        assert b";2t" not in terminal.received


def test_it_exits_with_its_terminal_even_without_a_signal(home: Mapping[str, str]) -> None:
    with Terminal(PPCHAT, environment=home) as terminal:
        terminal.wait_for("Recite")
        terminal.hang_up()
        assert terminal.wait_for_end() == 128 + signal.SIGHUP


def test_ctrl_c_clears_a_draft_and_quits_when_pressed_again(home: Mapping[str, str]) -> None:
    with Terminal(PPCHAT, environment=home) as terminal:
        terminal.wait_for("f1 keys")
        terminal.press("draft")
        terminal.wait_for(lambda text: "draft" in text and "Ask anything" not in text)
        terminal.press("ctrl+c")
        terminal.wait_for("Ask anything")
        terminal.press("ctrl+c")
        terminal.wait_for(lambda _: b"Press ctrl+c again to quit" in terminal.received)
        # A slow machine may miss the time limit between the two presses more than once.
        assert terminal.wait_for_end(pressing="ctrl+c") == 0
