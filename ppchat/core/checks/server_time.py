"""How long a server says that it worked before it sent the head of its response."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

_MS_HEADERS: Final = (
    "openai-processing-ms",
    "x-envoy-upstream-service-time",
    "x-kong-upstream-latency",
    "x-litellm-response-duration-ms",
)
"""Headers with a number of milliseconds, the most exact first."""
_TIMING_HEADER: Final = "server-timing"
_DURATION: Final = re.compile(
    r";\s*dur\s*=\s*\"?(\d{1,9}(?:\.\d{1,9})?)(?![\w.])", re.IGNORECASE | re.ASCII
)
_NUMBER: Final = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_NS_PER_MS: Final = 1_000_000


class ServerTime(NamedTuple):
    """A duration that the server reports of itself."""

    duration_ns: int
    header: str
    """The header that says so, in lower case."""


def server_time(headers: Mapping[str, str], limit_ns: int) -> ServerTime | None:
    """The time reported by the head of a response that took `limit_ns`, which it cannot exceed.

    None if no header reports a time. Of the durations in `server-timing` the longest counts.
    """
    reported = [
        (header, float(value))
        for header in _MS_HEADERS
        if _NUMBER.fullmatch(value := headers.get(header, "").strip())
    ]
    durations = _DURATION.findall(headers.get(_TIMING_HEADER, ""))
    if durations:
        reported.append((_TIMING_HEADER, max(map(float, durations))))
    for header, ms in reported:
        duration_ns = round(ms * _NS_PER_MS)
        if 0 < duration_ns <= limit_ns + _NS_PER_MS:
            return ServerTime(min(duration_ns, limit_ns), header)
    return None
