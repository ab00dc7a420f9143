"""The process that reads a pipe, by itself."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE

from ppchat.adapters.processes.messages import Decoder
from ppchat.core.stream.signals import End, Ended, Opened, Started
from tests.support.loopback import raw, text_stream

CODE = "from ppchat.adapters.processes.pipe_main import main; main()"


async def test_it_tells_signals_and_ends_with_the_pipe() -> None:
    stream = b"".join(text_stream("one", "two"))
    out, to = os.pipe()
    os.write(to, stream)
    os.close(to)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CODE, str(out), "7"), stdin=PIPE, stdout=PIPE, pass_fds=(out,)
    )
    told, _ = await process.communicate(b"")
    os.close(out)
    assert process.returncode == 0
    signals = [message for _, message in Decoder().feed(told)]
    assert signals[0] == Started(7)
    assert isinstance(signals[1], Opened)
    assert raw(signals) == stream  # type: ignore[arg-type]
    assert isinstance(signals[-1], Ended)
    assert signals[-1].end is End.EOF


async def test_it_goes_quietly_when_nobody_listens() -> None:
    out, to = os.pipe()
    told, telling = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CODE, str(out), "7"),
        stdin=DEVNULL,
        stdout=telling,
        stderr=PIPE,
        pass_fds=(out,),
    )
    os.close(out)
    os.close(telling)
    await asyncio.to_thread(os.read, told, 1 << 16)
    os.close(told)
    os.write(to, b"".join(text_stream("one")))
    os.close(to)
    _, complaint = await process.communicate()
    assert complaint == b""
    assert process.returncode == 0
