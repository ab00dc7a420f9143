"""The time before the first token: headers, server and model kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from ppchat.core.checks.silences import silences
from ppchat.core.checks.slow_start import start_finding
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Opened
from tests.support.recordings import MS, T0_NS, build_recording
from tests.support.schedules import PING, Schedule, Timed, answer, insert, tool


def start(
    first_ms: float,
    opened_ms: float | None = 20,
    headers: Mapping[str, str] | None = None,
    *others: Iterable[Timed],
) -> tuple[str, str] | None:
    """The code and the message about a stream whose first token came after `first_ms`."""
    times = [first_ms + 30.0 * n for n in range(20)]
    head_ms = 20 if opened_ms is None else opened_ms
    recording = build_recording(insert(answer(times, head_ms=head_ms), *others), opened_ms=None)
    if opened_ms is not None:
        recording.apply(Opened(T0_NS + round(opened_ms * MS), 200, headers or {}))
    finding = start_finding(recording, silences(recording)[0])
    return None if finding is None else (finding.code, finding.message)


@pytest.mark.parametrize("first_ms", [150, 400, 1999])
def test_a_start_below_two_seconds_is_none(first_ms: float) -> None:
    assert start(first_ms) is None
    assert start(first_ms, None) is None


def test_the_time_after_the_headers_is_the_models() -> None:
    assert start(2000) == (
        "slow-start",
        "The first token took 2.00 s, 1.98 s of it after the headers.",
    )
    assert start(2000, None) == ("slow-start", "The first token took 2.00 s.")


def test_slow_headers_are_the_networks_or_a_queue() -> None:
    assert start(1700, 1500) == (
        "slow-setup",
        (
            "The first token took 1.70 s: 200 ms after the response headers, which took 1.50 s: "
            "the network, a gateway or a queue in front of the model."
        ),
    )
    code, message = start(4300, 1500) or ("", "")
    assert code == "slow-start"
    assert "2.80 s after the response headers, which took 1.50 s" in message
    assert start(1400, 999) is None


@pytest.mark.parametrize("after_ms", [0, 1, 30, 50])
def test_headers_with_the_first_token_tell_nothing(after_ms: float) -> None:
    code, message = start(3000 + after_ms, 3000) or ("", "")
    assert code == "slow-start"
    assert "which took 3.00 s: the network and the model cannot be told apart" in message


def test_a_head_that_seems_later_than_the_first_token_came_with_it() -> None:
    assert "took 3.00 s and came 0.0 ms after" in (start(3000, 3005) or ("", ""))[1]


def test_the_time_that_the_server_reports_is_used_and_named() -> None:
    _, message = start(3001, 3000, {"openai-processing-ms": "2870"}) or ("", "")
    assert "cannot be told apart" not in message
    assert "3.00 s: 2.87 s in the server (`openai-processing-ms`) and 130 ms on the way" in message
    _, message = start(4300, 1500, {"server-timing": "total;dur=40"}) or ("", "")
    assert "40 ms in the server (`server-timing`) and 1.46 s on the way" in message


def test_what_else_happened_before_the_first_token() -> None:
    pings = [(500.0 * n, PING) for n in range(1, 6)]
    _, message = start(3000, 20, None, pings) or ("", "")
    assert message.endswith("after the headers; 5 keepalives arrived meanwhile.")
    item = {"type": "reasoning", "id": "rs_1"}
    thinking: Schedule = [
        (500, {"type": "response.output_item.added", "output_index": 1, "item": item}),
        (2900, {"type": "response.output_item.done", "output_index": 1, "item": item}),
    ]
    _, message = start(3000, 20, None, thinking) or ("", "")
    assert message.endswith("after the headers; 2.40 s of it in reasoning not streamed.")


def test_tools_are_taken_out_and_slow_headers_named() -> None:
    code, message = start(4400, 1200, None, tool("web_search_call", 1300, 4300)) or ("", "")
    assert code == "tool-time"
    assert "1.40 s are left for the network and the model, 1.20 s before the response" in message


@pytest.mark.parametrize(("opened_ms", "codes"), [(1500, ["slow-setup"]), (300, [])])
def test_a_response_without_any_token(opened_ms: float, codes: list[str]) -> None:
    failed = {"type": "response.failed", "response": {"status": "failed"}}
    recording: Recording = build_recording([(1900, failed)], opened_ms=opened_ms)
    results = [start_finding(recording, silence) for silence in silences(recording)]
    assert [finding.code for finding in results if finding] == codes
