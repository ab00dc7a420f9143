"""What the openai SDK makes of a stream, which it reads in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from ppchat.adapters.processes.child import child_environment, module_command
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.error_body import clean_line
from ppchat.core.text.display import format_elapsed

_TIMEOUT_S: Final = 30.0
_US_PER_EVENT: Final = 1000
"""How much longer the SDK may take for every event: its accumulator is slow, but not as slow."""


@dataclass(frozen=True, slots=True)
class SdkReading:
    """One way in which the SDK read a stream, and where it failed."""

    version: str
    """The SDK's version; empty if the process ended before it could tell."""
    call: str
    """The SDK's function: "responses.stream()"."""
    event: int
    """The event at which it failed, or the last one."""
    error: str
    """The exception and its text, in one line; empty if it read the stream to its end."""
    is_api_error: bool = False
    """Whether the exception reports an error that the stream itself carries."""

    @property
    def sentence(self) -> str:
        """The result in one line; foreign, raw."""
        reader = " ".join(("openai-python", *filter(None, (self.version, self.call))))
        if not self.error:
            return f"{reader} reads the stream to its end."
        if not self.version:
            return f"{reader} {self.error}"
        kind, colon, text = self.error.partition(": ")
        return f"{reader} raises {kind} at event {self.event}{colon}{text}"

    @property
    def finding(self) -> Finding | None:
        """The failure as a finding; None if the stream was read."""
        if not self.error:
            return None
        severity = Severity.REMARK if self.is_api_error else Severity.VIOLATION
        events = (self.event,) if self.event >= 0 else ()
        return Finding(severity, "sdk", events, self.sentence)


async def read_with_sdk(recording: Recording) -> list[SdkReading]:
    """How the SDK reads the events of a recording: typed one by one, and accumulated.

    Nothing that it does there can hurt this process: it is ended when it hangs.
    """
    frames = [frame.raw for frame in recording.frames()]
    sizes = json.dumps(list(map(len, frames))).encode()
    timeout_s = _TIMEOUT_S + len(frames) * _US_PER_EVENT / 1e6
    try:
        process = await asyncio.create_subprocess_exec(
            *module_command("ppchat.adapters.processes.sdk_main"),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=child_environment(os.environ),
            start_new_session=True,
        )
    except OSError as error:
        return [_failure(f"cannot be started: {error.strerror}")]
    try:
        async with asyncio.timeout(timeout_s):
            output, _ = await process.communicate(b"%s\n%s" % (sizes, b"".join(frames)))
    except TimeoutError:
        return [_failure(f"does not finish within {format_elapsed(round(timeout_s * 1e9))}.")]
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    readings = [_parse(json.loads(line)) for line in output.splitlines()]
    if process.returncode:
        readings.append(_failure(f"ends its process (exit code {process.returncode})."))
    return readings


def _parse(line: dict[str, Any]) -> SdkReading:
    return SdkReading(**{**line, "error": clean_line(line["error"], 300)})


def _failure(what: str) -> SdkReading:
    return SdkReading("", "", -1, what)
