"""A terminal that goes without a word."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

_WATCHES = """
import sys, threading
from ppchat.tui.terminal import hangup
gone = threading.Event()
hangup.watch(gone.set)
print("watching", flush=True)
gone.wait()
print("to nobody", flush=True)
open(sys.argv[1], "w").write("gone")
"""
_HAS_NO_STDIN = """
import threading
from ppchat.tui.terminal import hangup
hangup.watch(lambda: None)
print(threading.active_count())
"""


def test_a_terminal_that_hangs_up_is_told_and_what_is_written_then_fails_not(
    tmp_path: Path,
) -> None:
    told = tmp_path / "told"
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", _WATCHES, str(told)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    ) as process:
        os.close(slave)
        assert os.read(master, 100).startswith(b"watching")
        os.close(master)
        assert process.wait() == 0
    assert told.read_text() == "gone"


def test_without_a_stdin_there_is_nothing_to_watch() -> None:
    run = subprocess.run(
        [sys.executable, "-c", f"import os; os.close(0)\n{_HAS_NO_STDIN}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        text=True,
    )
    assert run.stderr == ""
