"""What `ppchat ask` writes: batches to stdout, notices to stderr."""

from __future__ import annotations

import asyncio
import errno
from io import BytesIO, TextIOWrapper

import pytest

from ppchat.cli.ask.output import BatchedOutput, print_notice


class _FullDisk(BytesIO):
    def write(self, *_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


async def test_what_is_queued_is_written_at_the_next_turn_of_the_loop() -> None:
    data = BytesIO()
    output = BatchedOutput(TextIOWrapper(data))
    output.write("ä")
    output.write("")
    output.write("\ud800")
    assert data.getvalue() == b""
    await asyncio.sleep(0)
    assert data.getvalue() == "ä?".encode()


async def test_a_failure_is_kept_and_nothing_more_is_written() -> None:
    failures: list[OSError | None] = []
    file = TextIOWrapper(_FullDisk())
    output = BatchedOutput(file)
    output.on_failure = lambda: failures.append(output.failure)
    for _ in range(2):
        output.write("x")
        output.flush()
    assert failures == [output.failure]
    file.detach()


def test_a_notice_cannot_control_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_notice("one\x1b[2J\ntwo")
    assert capsys.readouterr().err == "ppchat: one␛[2J\ntwo\n"
