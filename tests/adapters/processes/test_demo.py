"""The demo server process."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from openai import AsyncOpenAI

from ppchat.adapters.processes.demo import DemoProcess
from ppchat.adapters.processes.reader import ReaderProcess
from ppchat.core.stream.signals import Arrived, End
from tests.support.loopback import ended_signal, hello_request


async def test_it_serves_until_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "asyncio.py").write_text("raise SystemExit('the wrong module')")
    monkeypatch.chdir(tmp_path)
    async with (
        await DemoProcess.start(speed=0) as demo,
        AsyncOpenAI(base_url=demo.base_url, api_key="none", max_retries=0) as client,
    ):
        response = await client.responses.create(model="ppchat-demo", input="weather")
        assert response.output[-1].type == "function_call"
    with pytest.raises(ProcessLookupError):
        os.kill(demo.pid, 0)


async def test_a_demo_that_is_killed_while_it_streams_is_reported() -> None:
    async with await DemoProcess.start() as demo, ReaderProcess() as reader:
        signals = []
        async for signal_ in reader.stream(hello_request(demo.base_url)):
            signals.append(signal_)
            if isinstance(signal_, Arrived):
                with suppress(ProcessLookupError):  # at later frames it has exited
                    os.kill(demo.pid, signal.SIGKILL)
    end = ended_signal(signals)
    assert end.end is End.BROKEN
    assert end.problem
    assert "closed the connection" in end.problem.message


async def test_it_ends_with_its_parent() -> None:
    code = (
        "import asyncio, os\n"
        "from ppchat.adapters.processes.demo import DemoProcess\n"
        "async def main():\n"
        "    demo = await DemoProcess.start()\n"
        "    print(demo.base_url, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout
    # The child does not inherit stdout: all of it comes from the parent.
    output = (await parent.stdout.read()).decode()
    port = int(output.split(":")[2].split("/")[0])
    await parent.wait()
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await reader.read()
            writer.close()
        except ConnectionResetError:
            # It ended with this connection open, or accepted and not yet taken.
            continue
        except ConnectionRefusedError:
            break
