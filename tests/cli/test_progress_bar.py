"""A bar that fills on a terminal, is erased at the end, and is nowhere else."""

from __future__ import annotations

import io
import sys

import pytest

from ppchat.cli.progress_bar import ProgressBar
from ppchat.core.response.outcome import Outcome


class Stderr(io.TextIOWrapper):
    """Keeps what is written to it."""

    def __init__(self, *, is_terminal: bool) -> None:
        self.written = io.BytesIO()
        self._is_terminal = is_terminal
        super().__init__(self.written, encoding="utf-8")

    def isatty(self) -> bool:
        return self._is_terminal

    @property
    def lines(self) -> list[str]:
        """What stood on the line, one after another."""
        return self.written.getvalue().decode().split("\r")[1:]


def replace_stderr(monkeypatch: pytest.MonkeyPatch, *, is_terminal: bool) -> Stderr:
    # Called by the test itself: pytest sets its own stderr after the fixtures.
    stderr = Stderr(is_terminal=is_terminal)
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setenv("COLUMNS", "40")
    return stderr


def test_it_fills_and_counts_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = replace_stderr(monkeypatch, is_terminal=True)
    progress = ProgressBar(2)
    progress.step(Outcome.COMPLETED)
    progress.step(Outcome.CUT_OFF)
    empty, half, full = terminal.lines
    assert (empty.count("█"), half.count("█"), full.count("░")) == (0, half.count("░"), 0)
    assert (half[-7:], full[-17:]) == (" 1 of 2", " 2 of 2, 1 failed"), terminal.lines
    assert max(map(len, terminal.lines)) < 40


def test_it_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = replace_stderr(monkeypatch, is_terminal=True)
    progress = ProgressBar(1)
    progress.clear()
    bar, blank, end = terminal.lines
    assert blank == " " * len(bar)
    assert end == ""


def test_it_is_not_drawn_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = replace_stderr(monkeypatch, is_terminal=False)
    progress = ProgressBar(1)
    progress.step(None)
    progress.clear()
    assert stderr.lines == []
