"""The streams of twelve servers, as they differ from one another."""

from __future__ import annotations

import pytest

from ppchat.core.checks.run import findings
from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.dialects.finding import Severity
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Ended, Request, Started
from ppchat.core.stream.sse import Frame
from ppchat.core.view.ending import ending
from tests.support.chat_servers import CHAT_SERVERS
from tests.support.recordings import T0_NS
from tests.support.streams import open_recording, split_frames


def record(name: str) -> Recording:
    """The stream of a server as a recording whose dialect its data show."""
    frames = CHAT_SERVERS[name].timed_frames
    recording = Recording(Request({}, ""))
    recording.apply(Started(T0_NS))
    recording.extend(frames)
    recording.apply(Ended(frames[-1].at_ns, End.EOF))
    return recording


@pytest.mark.parametrize("name", CHAT_SERVERS)
def test_each_server_is_understood(name: str) -> None:
    expected, recording = CHAT_SERVERS[name], record(name)
    response = recording.response
    assert recording.dialect is CHAT_COMPLETIONS
    assert recording.outcome is (Outcome.INCOMPLETE if name == "deepseek" else Outcome.COMPLETED)
    assert response.text == expected.text
    assert "".join(item.text("reasoning") for item in response.items) == expected.reasoning
    assert tuple(
        (item.id, str((item.data or {})["name"]), item.text("arguments"))
        for item in response.items
        if item.type == "function_call"
    ) == (expected.calls)
    assert (response.usage or ())[:5] == expected.tokens
    assert (response.response_id, response.error) == ("chatcmpl-7", None)


@pytest.mark.parametrize("name", CHAT_SERVERS)
def test_no_frame_is_damaged_or_unknown(name: str) -> None:
    recording = record(name)
    assert recording.faults == {}
    kinds = set(map(recording.type, range(len(recording))))
    assert {kind for kind in kinds if kind not in CHAT_COMPLETIONS.event_types} == set()
    notice = ending(recording.summary)
    assert notice is None or "damaged" not in notice[1]


@pytest.mark.parametrize("name", CHAT_SERVERS)
def test_what_a_server_does_otherwise_is_a_remark_unless_clients_fail(name: str) -> None:
    violations = {
        finding.code for finding in findings(record(name)) if finding.severity is Severity.VIOLATION
    }
    assert violations == CHAT_SERVERS[name].violations


@pytest.mark.parametrize("name", CHAT_SERVERS)
def test_a_role_alone_begins_no_text(name: str) -> None:
    recording = record(name)
    first = recording.first_delta
    assert first is not None
    assert recording.event(first).delta
    assert all(not recording.event(n).delta for n in range(first))
    first_text = recording.summary.first_text
    if CHAT_SERVERS[name].text:
        assert first_text is not None
        assert "content" in recording.type(first_text)
        assert (first_text == first) is not bool(CHAT_SERVERS[name].reasoning)
    else:
        assert first_text is None


@pytest.mark.parametrize("name", CHAT_SERVERS)
def test_a_stream_may_be_cut_anywhere(name: str) -> None:
    expected = CHAT_SERVERS[name]
    data = b"".join(expected.frames)
    for end in range(0, len(data), 97):
        raws = split_frames(data[:end])
        recording = open_recording([Frame(raw, T0_NS) for raw in raws])
        recording.apply(Ended(T0_NS, End.EOF))
        assert expected.text.startswith(recording.response.text)
        assert recording.outcome is not Outcome.FAILED
        has_finish = any("finish" in recording.type(n) for n in range(len(recording)))
        is_cut = recording.outcome is Outcome.CUT_OFF
        assert is_cut or has_finish or recording.outcome is Outcome.REFUSED
        findings(recording)


@pytest.mark.parametrize("name", CHAT_SERVERS)
def test_the_last_line_may_lack_its_newline(name: str) -> None:
    data = b"".join(CHAT_SERVERS[name].frames).rstrip()
    recording = open_recording([Frame(raw, T0_NS) for raw in split_frames(data)])
    assert recording.response.ended
