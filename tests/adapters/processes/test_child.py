"""Modules of the package in child processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ppchat.adapters.processes.child import (
    Child,
    child_environment,
    module_command,
    run_child,
)
from ppchat.core.security.secret import Secret
from tests.support.log_files import logging_to


def test_main_runs_with_its_arguments_whatever_is_in_the_working_folder(
    tmp_path: Path,
) -> None:
    for name in ("ppchat", "argparse", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong one')")
    result = subprocess.run(
        module_command("ppchat.cli.main", "--version"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("ppchat ")


async def test_a_child_answers_what_it_gets() -> None:
    program = "import sys; sys.stdout.write(sys.stdin.read().upper()); sys.exit(3)"
    assert await run_child((sys.executable, "-c", program), b"ab", 60) == (b"AB", 3)


async def test_a_child_that_takes_too_long_is_ended() -> None:
    endless = "import sys, time; sys.stdin.read(); time.sleep(600)"
    with pytest.raises(TimeoutError):
        await run_child((sys.executable, "-c", endless), b"", 0.1)


def test_a_child_inherits_no_secret() -> None:
    Secret("the-key-of-the-gateway")
    environment = {
        "PATH": "/bin",
        "OPENAI_ORG_ID": "org",
        "HTTPS_PROXY": "http://proxy",
        "KEYBOARD": "de",
        "OPENAI_API_KEY": "k",
        "OPENAI_ADMIN_KEY": "k",
        "github_token": "k",
        "DB_PASSWORD": "k",
        "GATEWAY": " the-key-of-the-gateway\n",
    }
    assert set(child_environment(environment)) == {
        "PATH",
        "OPENAI_ORG_ID",
        "HTTPS_PROXY",
        "KEYBOARD",
    }


async def test_how_a_child_ended() -> None:
    child = await Child.start("it", "ppchat.cli.main", "--no-such-option")
    assert await child.wait() == "exited (exit code 2)"
    child = await Child.start("it", "ppchat.demo.__main__")
    assert (await child.read_line()).startswith("http://")
    os.kill(child.pid, signal.SIGKILL)
    assert await child.wait() == "exited (signal 9)"
    await child.aclose()


async def test_a_child_is_not_in_the_foreground_so_that_ctrl_c_does_not_reach_it() -> None:
    child = await Child.start("it", "ppchat.demo.__main__")
    assert os.getpgid(child.pid) != os.getpgid(0)
    await child.aclose()
    assert not child.is_alive


async def test_a_child_that_ignores_the_end_of_its_stdin_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ppchat.adapters.processes.child._SHUTDOWN_TIMEOUT_S", 0)
    child = await Child.start("it", "tests.support.stubborn_child")
    assert await child.read_line() == "ready"
    await child.aclose()
    assert await child.wait() == "exited (signal 9)"


async def test_a_traceback_goes_to_the_log_without_keys_and_the_end_names_the_log(
    tmp_path: Path,
) -> None:
    key = Secret("the-key-of-somebody")
    path = tmp_path / "ppchat.log"
    with logging_to(path):
        child = await Child.start("crasher", "tests.support.crashing_child")
        child.send(f"{key.reveal()} and sk-{'x' * 40}\n".encode())
        assert await child.wait() == f"exited (exit code 1, see {path})"
    text = path.read_text()
    assert f"INFO ppchat.crasher: started as process {child.pid}\n" in text
    assert "WARNING ppchat.crasher: Traceback" in text
    assert "WARNING ppchat.crasher: RuntimeError: refused: ••• and •••\n" in text
    assert "ERROR ppchat.crasher: exited (exit code 1)\n" in text
    assert key.reveal() not in text


async def test_without_a_log_a_traceback_goes_nowhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    child = await Child.start("crasher", "tests.support.crashing_child")
    await child.aclose()
    assert await child.wait() == "exited (exit code 1)"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("ppchat.adapters.processes.reader_main", ()),
        ("ppchat.adapters.processes.proxy_main", ("0", "::1", "http://127.0.0.1:9")),
        ("ppchat.demo.__main__", ()),
    ],
)
async def test_no_key_is_visible_from_outside(
    module: str, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hidden")
    monkeypatch.setenv("GATEWAY_TOKEN", "sk-hidden")
    child = await Child.start("it", module, *arguments)
    assert b"sk-hidden" not in visible_to_others(child.pid)
    await child.aclose()


def visible_to_others(pid: int) -> bytes:
    """What other users may see of a process, where the system has /proc."""
    folder = Path(f"/proc/{pid}")
    if not folder.exists():
        return b""
    return (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
