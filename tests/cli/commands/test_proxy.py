"""`ppchat proxy`."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from pathlib import Path

import pytest
from openai import APIConnectionError, APIError, APIStatusError, AsyncOpenAI, OpenAI

from ppchat.cli.main import main
from tests.support.commands import ask, running_command
from tests.support.loopback import isolated_environment, ppchat_command
from tests.support.terminal import Terminal
from tests.support.until import wait_until


def test_forwarded_streams_are_stored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data-dir", str(tmp_path)]
    with (
        running_command("serve", "--speed", "0") as target,
        running_command(
            "proxy", "--headless", "--target", target, *data, ends_by=signal.SIGINT
        ) as proxy,
    ):
        text = ask(proxy, "peter piper")
        assert text.count("Peter Piper") == 5
    assert main(["sessions", "list", *data]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "peter piper" in line
    assert main(["export", line.split()[0], "--format", "md", *data]) == 0
    assert text in capsys.readouterr().out
    assert (
        b"none-of-your-keys" not in (tmp_path / "ppchat.db").read_bytes()
    )  # the key of that client


def test_what_is_not_streamed_is_said_to_be_left_out(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    line = "requests without streaming are forwarded, and not recorded"
    with (
        running_command("serve", "--speed", "0") as target,
        running_command(
            *("proxy", "--headless", "--target", target, "--data-dir", str(tmp_path)),
            ends_by=signal.SIGINT,
        ) as proxy,
        OpenAI(base_url=proxy, api_key="none", max_retries=0) as client,
    ):
        for _ in range(2):
            with suppress(APIError):
                client.responses.create(model="m", input="peter piper")
        printed = ""

        def is_reported() -> bool:
            nonlocal printed
            printed += capfd.readouterr().err
            return line in printed

        wait_until(is_reported)
    assert (printed + capfd.readouterr().err).count(line) == 1


def children(pid: int) -> list[int]:
    """The ids of the processes that a process has started."""
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux")
async def test_without_its_process_the_headless_proxy_ends(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *ppchat_command("proxy", "--headless", "--target", "http://127.0.0.1:9/v1"),
        stdout=PIPE,
        stderr=PIPE,
        env=isolated_environment(tmp_path),
    )
    assert process.stdout
    base_url = (await process.stdout.readline()).decode().strip()
    async with AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:
        with pytest.raises(APIStatusError):  # it forwards requests, so its process runs
            await client.responses.create(model="m", input="hi")
    for child in children(process.pid):
        os.kill(child, signal.SIGKILL)
    _, err = await process.communicate()
    assert process.returncode == 1
    assert "The proxy process exited (signal 9)" in err.decode()
    assert "Traceback" not in err.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--target", "ftp://a"],
        ["--target", "http://["],
        ["--target", "https:///v1"],
        ["--target", "http://a", "--port", "-1"],
        ["--target", "http://a", "--allow-origin", "*"],
        ["--target", "http://a", "--headless", "--host", "203.0.113.1"],
        ["--target", "http://a"],  # there is no terminal here
    ],
)
def test_wrong_usage_is_one_line(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["proxy", *arguments, "--data-dir", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def in_terminal(tmp_path: Path, *arguments: str, columns: int = 120, rows: int = 36) -> Terminal:
    unset = {name: "" for name in os.environ if name.startswith(("OPENAI_", "PPCHAT_"))}
    command = [sys.executable, "-m", "ppchat", "proxy", *arguments, "--data-dir", str(tmp_path)]
    home = dict.fromkeys(("HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    return Terminal(command, columns=columns, rows=rows, environment=unset | home)


@pytest.mark.parametrize(("columns", "rows"), [(120, 36), (80, 24)])
def test_the_streams_in_a_terminal(tmp_path: Path, columns: int, rows: int) -> None:
    with (
        running_command("serve", "--speed", "0") as target,
        in_terminal(tmp_path, "--target", target, columns=columns, rows=rows) as terminal,
    ):
        text = terminal.wait_for("python your_script.py")
        match = re.search(r"OPENAI_BASE_URL=(\S+)", text)
        assert match
        answer = ask(match[1], "peter piper")
        assert answer.count("Peter Piper") == 5
        terminal.wait_for(lambda text: "peter piper" in text and "✓ completed" in text)
        terminal.press("enter")
        terminal.wait_for("response.completed" if columns >= 100 else "○ completed")
        terminal.press("z")
        terminal.wait_for("peter piper")
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
        assert terminal.modes() == terminal.modes_before
    with pytest.raises(APIConnectionError):
        ask(match[1], "peter piper")
    assert b"none-of-your-keys" not in terminal.received
    assert b"none-of-your-keys" not in (tmp_path / "ppchat.db").read_bytes()


def test_a_port_in_use_is_an_error_before_the_app_opens(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with in_terminal(tmp_path, "--target", "http://127.0.0.1:9", "--port", port) as terminal:
            assert terminal.wait_for_end() == 2
            assert "Address already in use" in terminal.text
            assert b"\x1b[?1049h" not in terminal.received
