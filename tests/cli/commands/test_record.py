"""`ppchat record`, and the times of a pipe, with a server of a known schedule."""

from __future__ import annotations

import asyncio
import json
import shlex
import shutil
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.support.loopback import (
    Exchange,
    isolated_environment,
    ppchat_command,
    run_ppchat,
    scripted_server,
    text_stream,
)

FRAMES = text_stream("one", " two", " three")
FIRST = next(n for n, frame in enumerate(FRAMES) if b"delta" in frame)
CURL = shutil.which("curl")
SCRIPT = (
    "import sys, time\n"
    "for number, frame in enumerate(sys.argv[2:]):\n"
    "    time.sleep(0.3 if number == int(sys.argv[1]) else 0)\n"
    "    sys.stdout.write(frame)\n"
    "    sys.stdout.flush()\n"
)


def slow_command() -> list[str]:
    """A command that prints a stream whose first delta comes after 300 ms."""
    return [sys.executable, "-c", SCRIPT, str(FIRST), *(frame.decode() for frame in FRAMES)]


async def test_a_command_is_recorded_from_its_start(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    result = await run_ppchat("record", "-o", str(file), "--", *slow_command(), home=tmp_path)
    assert (result.code, result.out) == (0, b"".join(FRAMES).decode())
    assert str(file) in result.err
    stats = json.loads((await run_ppchat("stats", "--json", str(file), home=tmp_path)).out)
    (stream,) = stats["streams"]
    assert stream["timed"]
    assert stream["ttft_ms"] >= 300
    assert stream["e2e_ms"] >= stream["ttft_ms"]


async def test_without_a_file_it_is_stored(tmp_path: Path) -> None:
    result = await run_ppchat("record", "--", *slow_command(), home=tmp_path)
    recording_id = result.err.split()[-1]
    stats = json.loads((await run_ppchat("stats", "--json", recording_id, home=tmp_path)).out)
    assert stats["streams"][0]["ttft_ms"] >= 300


@pytest.mark.parametrize(
    ("command", "code", "err"),
    [
        (["sh", "-c", "echo hi; exit 3"], 3, "nothing is recorded"),
        (["sh", "-c", "kill -TERM $$"], 143, "nothing is recorded"),
        (["no-such-command"], 127, "No such file"),
        ([], 2, "no command"),
    ],
)
async def test_the_exit_code_is_that_of_the_command(
    command: list[str], code: int, err: str, tmp_path: Path
) -> None:
    result = await run_ppchat("record", "--", *command, home=tmp_path)
    assert result.code == code
    assert err in result.err


async def test_a_command_that_fails_in_the_middle_cuts_the_stream_off(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    body = b"".join(FRAMES[:-1]).decode()
    command = ["sh", "-c", 'printf %s "$0"; exit 18', body]
    result = await run_ppchat("record", "-o", str(file), "--", *command, home=tmp_path)
    assert result.code == 18
    checked = await run_ppchat("check", str(file), home=tmp_path)
    assert "the command exited with 18" in checked.out or "cut off" in checked.out


async def test_a_file_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("mine")
    result = await run_ppchat("record", "-o", str(file), "--", *slow_command(), home=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert file.read_text() == "mine"


async def run_pipe(sender: list[str], *arguments: str, home: Path) -> str:
    """What ppchat prints when a comment and the output of `sender` are piped into it."""
    # The comment is more than a pipe holds: `sender` starts when ppchat has begun to read.
    comment = "head -c 100000 /dev/zero | tr '\\0' ':'; echo; echo"
    command = f"{{ {comment}; {shlex.join(sender)}; }} | {shlex.join(ppchat_command(*arguments))}"
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", command), stdout=PIPE, env=isolated_environment(home)
    )
    out, _ = await process.communicate()
    return out.decode()


async def test_a_pipe_keeps_the_gaps_and_does_not_invent_t0(tmp_path: Path) -> None:
    out = await run_pipe(slow_command(), "stats", "--json", "-", home=tmp_path)
    (stream,) = json.loads(out)["streams"]
    assert stream["timed"]
    assert stream["chunks"] == 3
    assert [stream[name] for name in ("setup_ms", "ttft_ms", "ttfo_ms", "e2e_ms")] == [None] * 4
    assert stream["icl_max_ms"] is not None
    imported = (await run_pipe(slow_command(), "import", "-", home=tmp_path)).split()[0]
    exported = await run_ppchat("export", imported, "--format", "jsonl", home=tmp_path)
    assert json.loads(exported.out.splitlines()[0]).get("t0_known", True) is False


async def test_a_saved_stream_on_a_pipe_has_no_times(tmp_path: Path) -> None:
    result = await run_ppchat("stats", "--json", "-", home=tmp_path, stdin=b"".join(FRAMES))
    assert json.loads(result.out)["streams"][0]["timed"] is False


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
async def test_the_head_that_curl_prints_is_recorded(tmp_path: Path) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.open(x_request_id="r1")
        await exchange.chunk(*FRAMES)
        await exchange.close()

    file = tmp_path / "a.jsonl"
    async with scripted_server(script) as server:
        url = f"{server.base_url}/responses"
        command = ["curl", "-isN", url, "-d", "{}"]
        result = await run_ppchat("record", "-o", str(file), "--", *command, home=tmp_path)
    assert result.code == 0
    assert '"x-request-id":"r1"' in file.read_text()
    stats = json.loads((await run_ppchat("stats", "--json", str(file), home=tmp_path)).out)
    assert stats["streams"][0]["setup_ms"] > 0
