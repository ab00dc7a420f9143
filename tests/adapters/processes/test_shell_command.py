"""Command lines in the user's shell."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ppchat.adapters.processes.shell_command import run_shell_command

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "BIRD": "heron"}


async def test_the_shell_of_the_user_runs_it_with_the_whole_environment() -> None:
    result = await run_shell_command("echo $BIRD | tr a-z A-Z; echo no >&2; exit 3", ENVIRONMENT)
    assert result.output == "HERON\n"
    assert result.errors == "no\n"
    assert result.problem == "exit code 3"


async def test_nothing_is_on_its_stdin() -> None:
    assert (await run_shell_command("cat", ENVIRONMENT)).output == ""


async def test_a_shell_that_is_missing_is_one_line(tmp_path: Path) -> None:
    result = await run_shell_command("ls", {"SHELL": str(tmp_path / "sh")})
    assert "cannot be started: No such file or directory" in result.problem


async def test_it_is_stopped_by_who_cancels_it() -> None:
    task = asyncio.create_task(run_shell_command("sleep 600 & sleep 600", ENVIRONMENT))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
