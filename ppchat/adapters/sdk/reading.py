"""What the vendor's SDK makes of a stream, which it reads in a process of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from ppchat.adapters.processes.child import module_command, run_child
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.error_body import clean_line
from ppchat.core.text.display import format_elapsed

_TIMEOUT_S: Final = 30.0
_US_PER_EVENT: Final = 1000
"""How much longer the SDK may take for every event: its accumulator is slow, but not as slow."""


@dataclass(frozen=True, slots=True)
class SdkReading:
    """One way in which an SDK read a stream, and where it failed."""

    sdk: str
    """The SDK's name: "openai-python"."""
    version: str
    """The SDK's version; empty if the process ended before it could tell."""
    call: str
    """The SDK's function: "responses.stream()"."""
    event: int
    """The event at which it failed, or the last one."""
    error: str
    """The exception and its text, in one line; empty if it read the stream to its end."""
    is_report: bool = False
    """Whether the exception reports what the stream itself carries, such as an error."""
    missing: str = ""
    """Why no SDK read the stream, as a sentence; empty if one did."""

    @property
    def sentence(self) -> str:
        """The result in one line; foreign, raw."""
        if self.missing:
            return self.missing
        reader = " ".join(filter(None, (self.sdk, self.version, self.call)))
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
        severity = Severity.REMARK if self.is_report else Severity.VIOLATION
        events = (self.event,) if self.event >= 0 else ()
        return Finding(severity, "sdk", events, self.sentence)


def sdk_of(dialect: Dialect) -> str:
    """The name of the SDK that reads streams of a dialect; empty if there is none."""
    package = dialect.sdk.partition(".")[0]
    return f"{package}-python" if package else ""


async def read_with_sdk(recording: Recording) -> list[SdkReading]:
    """How the vendor's SDK reads a recording: its events one by one, and accumulated.

    Nothing that it does there can hurt this process: it is ended when it hangs.
    """
    dialect = recording.dialect
    sdk = sdk_of(dialect)
    if not sdk:
        return [_missing(f"There is no SDK that accumulates streams of {dialect.label}.")]
    readings = await _run(dialect.sdk, sdk, recording)
    if not readings:
        package = dialect.sdk.partition(".")[0]
        return [_missing(f"{sdk} is not installed: pip install {package}")]
    return readings


async def _run(part: str, sdk: str, recording: Recording) -> list[SdkReading]:
    """What each call of a part of an SDK makes of a recording; nothing if it is not installed."""
    frames = [frame.raw for frame in recording.frames()]
    sizes = json.dumps(list(map(len, frames))).encode()
    timeout_s = _TIMEOUT_S + len(frames) * _US_PER_EVENT / 1e6
    command = module_command("ppchat.adapters.sdk.main", part)
    try:
        output, code = await run_child(command, b"%s\n%s" % (sizes, b"".join(frames)), timeout_s)
    except TimeoutError:
        length = format_elapsed(round(timeout_s * 1e9))
        return [_failure(sdk, f"does not finish within {length}.")]
    except OSError as error:
        return [_failure(sdk, f"cannot be started: {error.strerror}")]
    readings = [_parse(sdk, json.loads(line)) for line in output.splitlines()]
    if code:
        readings.append(_failure(sdk, f"ends its process (exit code {code})."))
    return readings


def _parse(sdk: str, line: dict[str, Any]) -> SdkReading:
    return SdkReading(sdk, **{**line, "error": clean_line(line["error"], 300)})


def _failure(sdk: str, what: str) -> SdkReading:
    return SdkReading(sdk, "", "", -1, what)


def _missing(sentence: str) -> SdkReading:
    return SdkReading("", "", "", -1, "", missing=sentence)
