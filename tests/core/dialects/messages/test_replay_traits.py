"""The ids of a stream of Messages."""

from __future__ import annotations

from ppchat.core.dialects.messages.replay_traits import REPLAY
from tests.support.messages import WEATHER, messages_recording


def test_the_ids_are_those_of_the_message_and_of_its_calls() -> None:
    recording = messages_recording(*WEATHER)
    marked = [
        recording.event(n).data
        for n in range(len(recording))
        if any(marker in recording.raw(n) for marker in REPLAY.id_markers)
    ]
    assert [name for data in marked for name in REPLAY.ids(data) if name] == [
        "msg_1",
        "toolu_2",
        "toolu_3",
    ]


def test_an_error_has_the_type_of_its_status() -> None:
    types = {400: "invalid_request_error", 429: "rate_limit_error", 500: "api_error"}
    for status, error_type in types.items():
        body = REPLAY.error_body(status, "no", None)
        assert (body["type"], body["error"]["type"]) == ("error", error_type)
