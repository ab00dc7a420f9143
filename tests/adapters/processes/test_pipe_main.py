"""The process that reads a pipe, run directly."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE

from ppchat.adapters.processes.messages import MessageDecoder
from ppchat.core.stream.signals import End, Ended, Opened, Started
from tests.support.loopback import raw_bytes, text_stream

CODE = "from ppchat.adapters.processes.pipe_main import main; main()"


async def test_it_sends_signals_and_exits_with_the_pipe() -> None:
    stream = b"".join(text_stream("one", "two"))
    read_end, write_end = os.pipe()
    os.write(write_end, stream)
    os.close(write_end)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CODE, str(read_end), "7", "0"),
        stdin=PIPE,
        stdout=PIPE,
        pass_fds=(read_end,),
    )
    assert process.stdout
    output = await process.stdout.read()
    await process.communicate()
    os.close(read_end)
    assert process.returncode == 0
    signals = [message for _, message in MessageDecoder().feed(output)]
    assert signals[0] == Started(7)
    assert isinstance(signals[1], Opened)
    assert raw_bytes(signals) == stream  # type: ignore[arg-type]
    assert isinstance(signals[-1], Ended)
    assert signals[-1].end is End.EOF


async def test_it_exits_silently_when_its_output_is_closed() -> None:
    read_end, write_end = os.pipe()
    output_end, stdout_end = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CODE, str(read_end), "7", "0"),
        stdin=PIPE,
        stdout=stdout_end,
        stderr=PIPE,
        pass_fds=(read_end,),
    )
    os.close(read_end)
    os.close(stdout_end)
    await asyncio.to_thread(os.read, output_end, 1 << 16)
    os.close(output_end)
    os.write(write_end, b"".join(text_stream("one")))
    os.close(write_end)
    _, stderr = await process.communicate()
    assert stderr == b""
    assert process.returncode == 0


async def test_it_exits_with_its_parent_while_nothing_arrives() -> None:
    read_end, write_end = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CODE, str(read_end), "7", "3"),
        stdin=PIPE,
        stdout=PIPE,
        pass_fds=(read_end,),
    )
    output, _ = await process.communicate(b"da: ")
    assert process.returncode == 0
    assert MessageDecoder().feed(output)[0] == (0, Started(7))
    os.close(read_end)
    os.close(write_end)
