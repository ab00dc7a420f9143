"""Commands of functions, as real processes: each way to go wrong is one clear line."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ppchat.adapters.processes.tool_command import (
    ERRORS_LIMIT,
    OUTPUT_LIMIT,
    CommandResult,
    run_tool_command,
)
from ppchat.core.dialects.tools import FunctionTool
from tests.support.processes import is_ended

ENDLESS = "import time\nwhile True: time.sleep(60)"


def python(
    script: str, *, timeout_s: float = 60, environment: tuple[str, ...] = ()
) -> FunctionTool:
    command = (sys.executable, "-ISc", script)
    return FunctionTool("f", "", {}, command, timeout_s, environment)


async def run(script: str, arguments: str = "{}", *, timeout_s: float = 60) -> CommandResult:
    return await run_tool_command(python(script, timeout_s=timeout_s), arguments)


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 (another process makes it true)
        await asyncio.sleep(0.01)


async def test_the_arguments_come_on_stdin_and_stdout_is_the_output() -> None:
    script = "import sys; print(sys.stdin.read().upper(), end=''); print('note', file=sys.stderr)"
    result = await run(script, '{"city": "Łódź"}')
    assert result.output == '{"CITY": "ŁÓDŹ"}'
    assert (result.exit_code, result.problem, result.truncated) == (0, "", False)
    assert result.errors == "note\n"
    assert result.duration_ns > 0


async def test_the_arguments_of_the_command_are_passed_without_a_shell() -> None:
    command = (sys.executable, "-ISc", "import sys; print(sys.argv[1:])", "$HOME; ls", "a b", "*")
    result = await run_tool_command(FunctionTool("f", "", {}, command), "{}")
    assert result.output == "['$HOME; ls', 'a b', '*']\n"


async def test_the_environment_is_what_is_needed_and_what_is_named() -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/h", "OPENAI_API_KEY": "sk-x", "CITY": "Rome"}
    tool = python("import os; print(sorted(os.environ.items()))", environment=("CITY", "UNSET"))
    result = await run_tool_command(tool, "{}", environment)
    names = {name for name in ("CITY", "HOME", "PATH", "OPENAI_API_KEY") if name in result.output}
    assert names == {"CITY", "HOME", "PATH"}
    assert "sk-x" not in result.output


async def test_a_command_that_never_returns_is_stopped_at_its_time_limit() -> None:
    result = await run(f"print('begun', flush=True)\n{ENDLESS}", timeout_s=0.5)
    assert (result.exit_code, result.problem) == (None, "stopped after 0.5 s, its time limit")


async def test_a_command_that_ignores_sigterm_is_killed_and_what_it_printed_is_kept() -> None:
    script = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True)\n"
        + ENDLESS
    )
    result = await run(script, timeout_s=2)
    assert result.problem == "stopped after 2 s, its time limit"
    assert "deaf\n".startswith(result.output)  # empty where it began too late to ignore anything


async def test_output_beyond_the_limit_is_dropped_while_the_loop_runs_on() -> None:
    script = "import sys\nfor _ in range(100): sys.stdout.write('€' * 350_000)"
    task, turns = asyncio.create_task(run(script)), 0
    while not task.done():
        await asyncio.sleep(0.001)
        turns += 1
    result = await task
    assert (result.exit_code, result.problem, result.truncated) == (0, "", True)
    assert OUTPUT_LIMIT - 3 <= len(result.output.encode()) <= OUTPUT_LIMIT
    assert set(result.output) == {"€"}
    assert turns > 20


async def test_endless_output_ends_at_the_time_limit() -> None:
    result = await run("while True: print('y' * 10_000)", timeout_s=1)
    assert result.problem == "stopped after 1 s, its time limit"


async def test_a_long_stderr_is_cut_and_blocks_nothing() -> None:
    result = await run("import sys; sys.stderr.write('e' * 1_000_000); print('done')")
    assert (result.output, len(result.errors)) == ("done\n", ERRORS_LIMIT)


async def test_escapes_and_bytes_that_are_no_text_are_kept_or_replaced() -> None:
    result = await run(r"import sys; sys.stdout.buffer.write(b'\x1b[31mred\xff\x00')")
    assert (result.output, result.problem) == ("\x1b[31mred\ufffd\x00", "")


async def test_a_command_may_print_nothing() -> None:
    result = await run("pass")
    assert (result.output, result.exit_code, result.problem) == ("", 0, "")


async def test_an_exit_code_is_a_problem_and_the_output_is_kept() -> None:
    result = await run("print('half'); raise SystemExit(3)")
    assert (result.output, result.exit_code, result.problem) == ("half\n", 3, "exit code 3")


async def test_a_signal_is_named() -> None:
    result = await run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert (result.exit_code, result.problem) == (-9, "ended by SIGKILL")


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (("no-such-program",), "no-such-program cannot be started: No such file or directory"),
        (("/",), "/ cannot be started: Permission denied"),
        (("a\0b",), "a\0b cannot be started: embedded null byte"),
    ],
)
async def test_a_command_that_cannot_be_started(command: tuple[str, ...], problem: str) -> None:
    result = await run_tool_command(FunctionTool("f", "", {}, command), "{}")
    assert (result.output, result.exit_code, result.problem) == ("", None, problem)


async def test_what_a_command_leaves_behind_ends_with_it() -> None:
    script = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-ISc', {ENDLESS!r}])\n"
        "print(child.pid)"
    )
    result = await run(script)
    assert (result.exit_code, result.problem) == (0, "")
    await until(lambda: is_ended(int(result.output)))


async def test_a_child_that_left_the_group_does_not_keep_the_result() -> None:
    script = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-ISc', {ENDLESS!r}], start_new_session=True)\n"
        "print(child.pid)"
    )
    result = await run(script)
    os.kill(int(result.output), 9)
    assert (result.exit_code, result.problem) == (0, "")


async def test_a_command_that_reads_none_of_its_arguments() -> None:
    result = await run("import os; os.close(0); print('done')", "x" * 5_000_000)
    assert (result.output, result.problem) == ("done\n", "")


async def test_cancelling_stops_the_command(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    script = f"import os; open({str(file)!r} + '.new', 'w').write(str(os.getpid()))\n"
    script += f"os.rename({str(file)!r} + '.new', {str(file)!r})\n{ENDLESS}"
    task = asyncio.create_task(run(script))
    await until(file.exists)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: is_ended(int(file.read_text())))


async def test_cancelling_again_ends_a_command_that_ignores_sigterm(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    script = "import os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    script += f"open({str(file)!r} + '.new', 'w').write(str(os.getpid()))\n"
    script += f"os.rename({str(file)!r} + '.new', {str(file)!r})\n{ENDLESS}"
    task = asyncio.create_task(run(script))
    await until(file.exists)
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: is_ended(int(file.read_text())))
