"""How an SDK is called."""

from __future__ import annotations

from ppchat.adapters.sdk.calls import BASE_URL, Frames, http_client


def test_a_client_answers_every_request_with_the_frames_one_by_one() -> None:
    body = Frames([b"a", b"b", b"c"])
    with http_client(body).stream("POST", BASE_URL) as response:
        assert response.headers["content-type"] == "text/event-stream"
        seen = [(chunk, body.n) for chunk in response.iter_raw()]
    assert seen == [(b"a", 0), (b"b", 1), (b"c", 2)]
