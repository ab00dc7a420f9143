"""Commands end with the program that started them, even if that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ppchat.adapters.processes.command_watcher import CommandWatcher
from tests.support.processes import is_ended
from tests.support.until import wait_until

ENDLESS = "import time\nwhile True: time.sleep(60)"
COMMAND = f"""
import os, signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-ISc", {ENDLESS!r}])
with open(sys.argv[1] + ".new", "w") as file: file.write(f"{{os.getpid()}} {{child.pid}}")
os.rename(sys.argv[1] + ".new", sys.argv[1])
{ENDLESS}
"""
PROGRAM = f"""
import asyncio, sys
from ppchat.adapters.processes.tool_command import run_tool_command
from ppchat.core.dialects.tools import FunctionTool
command = (sys.executable, "-ISc", {COMMAND!r}, sys.argv[1])
asyncio.run(run_tool_command(FunctionTool("f", "", {{}}, command, 600), "{{}}"))
"""


@pytest.fixture
def watcher() -> Iterator[CommandWatcher]:
    watcher = CommandWatcher()
    watcher.start()
    yield watcher
    watcher.close()


@contextmanager
def endless_command() -> Iterator[subprocess.Popen[bytes]]:
    command = subprocess.Popen([sys.executable, "-ISc", ENDLESS], start_new_session=True)
    try:
        yield command
    finally:
        command.kill()
        command.wait()


def test_a_command_and_its_children_end_when_the_program_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    with subprocess.Popen([sys.executable, "-c", PROGRAM, str(file)]) as program:
        wait_until(file.exists)
        program.kill()
    pids = list(map(int, file.read_text().split()))
    wait_until(lambda: all(map(is_ended, pids)))


def test_commands_that_have_ended_are_left_alone(watcher: CommandWatcher) -> None:
    with endless_command() as ended, endless_command() as running:
        with watcher.watch(ended.pid), watcher.watch(running.pid):
            watcher_pid = watcher.pid
            watcher.start()
            assert watcher.pid == watcher_pid
        with watcher.watch(running.pid):
            watcher.close()
        assert running.wait() == -signal.SIGTERM
        assert ended.poll() is None


def test_a_watcher_that_was_killed_is_started_again(watcher: CommandWatcher) -> None:
    assert watcher.pid
    os.kill(watcher.pid, signal.SIGKILL)
    killed_pid = watcher.pid
    wait_until(lambda: is_ended(killed_pid))
    with endless_command() as command:
        with watcher.watch(command.pid):
            watcher.start()
        assert watcher.pid not in (None, killed_pid)


def test_nothing_is_watched_before_the_start() -> None:
    watcher = CommandWatcher()
    with watcher.watch(1):
        assert watcher.pid is None
    watcher.close()
