"""The finding about the time before the first token: headers, tools and model kept apart."""

from __future__ import annotations

from typing import Final

from ppchat.core.checks.server_time import server_time
from ppchat.core.checks.silences import NOTABLE_NS, Silence, describe_meanwhile, describe_tools
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.core.metrics.metrics import NS_PER_MS
from ppchat.core.recording.recording import Recording
from ppchat.core.text.display import format_duration

SLOW_START_NS: Final = 2_000 * NS_PER_MS
"""Nanoseconds to the first token from which a start is slow."""
_SLOW_SETUP_NS: Final = 1_000 * NS_PER_MS
_WITH_HEADERS_NS: Final = 50 * NS_PER_MS
"""Nanoseconds after the headers within which a first token came with them."""


def start_finding(recording: Recording, silence: Silence) -> Finding | None:
    """The finding about the silence before the first delta; None if it is short."""
    has_token = silence.stop == recording.first_delta
    length = format_duration(silence.duration_ns)
    if silence.start >= 0:
        # When the request was sent is unknown, and so is how long the first token took.
        if silence.tool_ns < NOTABLE_NS:
            return None
        message = f"{describe_tools(silence)}."
        return Finding(Severity.TIMING, "tool-time", silence.tool_events, message)
    opened = recording.opened
    setup_ns = opened.at_ns - recording.t0_ns if opened else 0
    # Where head and events were stamped by different clocks, the head may seem later.
    setup_ns = min(max(0, setup_ns), silence.duration_ns)
    slow_setup = setup_ns >= _SLOW_SETUP_NS
    if silence.tool_ns >= NOTABLE_NS:
        end = "first token (TTFT)" if has_token else "end"
        setup = f", {format_duration(setup_ns)} before the response headers" if slow_setup else ""
        message = (
            f"{describe_tools(silence)}: of the {length} to the {end}, "
            f"{format_duration(silence.idle_ns)} are left for the network and the model{setup}."
        )
        return Finding(Severity.TIMING, "tool-time", silence.tool_events, message)
    if not has_token:
        message = f"The response headers took {_describe_setup(recording, setup_ns)}."
        return Finding(Severity.TIMING, "slow-setup", (), message) if slow_setup else None
    if not slow_setup and silence.duration_ns < SLOW_START_NS:
        return None
    rest_ns = silence.duration_ns - setup_ns
    rest = format_duration(rest_ns)
    code = "slow-start"
    if not slow_setup:
        parts = f", {rest} of it after the headers" if opened else ""
    elif rest_ns <= _WITH_HEADERS_NS:
        parts = (
            f" and came {rest} after the response headers, which took "
            f"{_describe_setup(recording, setup_ns, with_token=True)}"
        )
    else:
        code = "slow-start" if rest_ns >= SLOW_START_NS else "slow-setup"
        headers = _describe_setup(recording, setup_ns)
        parts = f": {rest} after the response headers, which took {headers}"
    message = f"The first token took {length}{parts}{describe_meanwhile(silence)}."
    return Finding(Severity.TIMING, code, (silence.stop,), message)


def _describe_setup(recording: Recording, setup_ns: int, *, with_token: bool = False) -> str:
    """How long the headers took, and whose time that was, as far as it can be known."""
    length = format_duration(setup_ns)
    opened = recording.opened
    reported = server_time(opened.headers, setup_ns) if opened else None
    if reported:
        return (
            f"{length}: {format_duration(reported.duration_ns)} in the server (`{reported.header}`)"
            f" and {format_duration(setup_ns - reported.duration_ns)} on the way to it and back"
        )
    if with_token:
        return (
            f"{length}: the network and the model cannot be told apart, as this server sends its "
            "headers with the first token"
        )
    return f"{length}: the network, a gateway or a queue in front of the model"
