"""Commands that print a key."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest

from ppchat.adapters.profiles.key_command import forget_key, load_key
from ppchat.adapters.profiles.target import Target
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import Problem
from tests.support.processes import is_ended
from tests.support.until import wait_until


def target(script: str, folder: Path) -> Target:
    """A server whose key a shell script prints."""
    file = folder / "key.sh"
    file.write_text(script)
    return Target("http://h", "h", None, "", False, key_command=("sh", str(file)))


async def test_the_first_line_is_the_key_and_the_command_runs_once(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    server = target(f"echo x >> {runs}; echo; echo ' sk-printed '; echo url: x", tmp_path)
    for _ in range(2):
        assert await load_key(server) == Secret("sk-printed")
    assert runs.read_text() == "x\n"
    forget_key(server)
    await load_key(server)
    assert runs.read_text() == "x\nx\n"
    forget_key(server)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo wrong >&2; echo secret; exit 3", "exit code 3: wrong"),
        ("true", "it printed nothing"),
        ("echo 'two words'", "printed no key: it contains a space"),
        ("head -c 10000000 /dev/zero | tr '\\0' x", "its first line is too long for a key"),
        ("kill -9 $$", "ended by SIGKILL"),
    ],
)
async def test_what_fails_is_one_line_without_what_was_printed(
    tmp_path: Path, script: str, message: str
) -> None:
    problem = await load_key(target(script, tmp_path))
    assert isinstance(problem, Problem)
    assert message in problem.message
    assert "secret" not in problem.message
    assert "xxxx" not in problem.message
    assert "\n" not in problem.message


async def test_a_program_that_there_is_not_is_named() -> None:
    server = Target("http://h", "h", None, "", False, key_command=("no-such-program",))
    problem = await load_key(server)
    assert isinstance(problem, Problem)
    assert "no-such-program cannot be started" in problem.message


async def test_what_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    server = target(f"sleep 600 & echo $! > {pid}; wait", tmp_path)
    problem = await load_key(server, os.environ, 0.5)
    assert isinstance(problem, Problem)
    assert "stopped after 0.5 s, its time limit" in problem.message
    wait_until(lambda: is_ended(int(pid.read_text())))


async def test_it_gets_the_whole_environment(tmp_path: Path) -> None:
    script = f"{shlex.quote(sys.executable)} -c 'import os; print(os.environ[\"OF_MINE\"])'"
    server = target(script, tmp_path)
    assert await load_key(server, {**os.environ, "OF_MINE": "sk-mine"}) == Secret("sk-mine")
    forget_key(server)


async def test_a_target_without_a_command_has_its_key_or_its_problem() -> None:
    server = Target("http://h", "h", Secret("sk-1"), "X", False)
    assert await load_key(server) == Secret("sk-1")
    problem = await load_key(server._replace(problem="the variable X is not set"))
    assert isinstance(problem, Problem)
    assert problem.message == "the variable X is not set"
