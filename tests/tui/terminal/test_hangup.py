"""A terminal that closes without a signal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

_WATCHING_SCRIPT = """
import sys, threading
from ppchat.tui.terminal import hangup
gone = threading.Event()
hangup.watch(gone.set)
print("watching", flush=True)
gone.wait()
print("to nobody", flush=True)
open(sys.argv[1], "w").write("gone")
"""
_SCRIPT_WITHOUT_STDIN = """
import threading
from ppchat.tui.terminal import hangup
hangup.watch(lambda: None)
print(threading.active_count())
"""


def test_a_hangup_is_reported_and_later_output_does_not_fail(
    tmp_path: Path,
) -> None:
    report = tmp_path / "report"
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", _WATCHING_SCRIPT, str(report)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    ) as process:
        os.close(slave)
        received = b""
        while not received.endswith(b"\n"):  # the terminal may pass on less than the whole line
            received += os.read(master, 100)
        os.close(master)
        assert process.wait() == 0
    assert report.read_text() == "gone"


def test_without_a_stdin_there_is_nothing_to_watch() -> None:
    result = subprocess.run(
        [sys.executable, "-c", f"import os; os.close(0)\n{_SCRIPT_WITHOUT_STDIN}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        text=True,
    )
    assert result.stderr == ""
