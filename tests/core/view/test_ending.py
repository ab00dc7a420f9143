"""The message about an answer's end: what happened, and what to do."""

from __future__ import annotations

import pytest

from ppchat.core.stream.signals import End, Ended, Opened, Problem
from ppchat.core.view.ending import ending
from ppchat.core.view.tone import Tone
from tests.support.messages import END, OVERLOADED, message_start, messages_recording, stop_reason
from tests.support.recordings import TWISTER, build_recording, created, delta, item_added, terminal


def test_there_is_no_message_while_in_progress_and_where_all_went_well() -> None:
    assert ending(build_recording(TWISTER).summary) is None
    assert ending(build_recording(TWISTER[:4], end=None).summary) is None


def test_an_error_before_a_completed_end_is_reported() -> None:
    error = (385, {"type": "error", "message": "hiccup", "code": "odd"})
    tone, text = ending(build_recording([*TWISTER[:-1], error, TWISTER[-1]]).summary) or (None, "")
    assert tone is Tone.WARNING
    assert "hiccup" in text


@pytest.mark.parametrize(
    ("response", "tone", "word"),
    [
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
         Tone.WARNING, "limit of output tokens"),
        ({"status": "failed", "error": {"code": "server_error", "message": "it broke"}},
         Tone.BAD, "it broke"),
    ],
)  # fmt: skip
def test_each_terminal_status_has_its_message(
    response: dict[str, object], tone: Tone, word: str
) -> None:
    status = str(response.pop("status"))
    stream = build_recording([created(), terminal(90, status, **response)])
    actual, text = ending(stream.summary) or (None, "")
    assert actual is tone
    assert word in text


def test_stopped_cut_off_and_refused() -> None:
    stopped = ending(build_recording(TWISTER[:4], end=End.STOPPED).summary)
    assert stopped is not None
    assert stopped[0] is Tone.QUIET
    problem = Problem("lost", "The line went dead.", "Look at the cable.")
    for end in (End.BROKEN, End.REFUSED):
        events = TWISTER[:4] if end is End.BROKEN else []
        tone, text = ending(build_recording(events, end=end, problem=problem).summary) or (None, "")
        assert tone is Tone.BAD
        assert "The line went dead." in text
        assert "Look at the cable." in text
    tone, text = ending(build_recording(TWISTER[:4]).summary) or (None, "")
    assert tone is Tone.BAD
    assert "The partial answer is kept." in text


def test_an_end_that_cannot_be_understood() -> None:
    bare = b'event: response.completed\ndata: {"id":"resp_1","status":"completed"}\n\n'
    tone, text = ending(build_recording([*TWISTER[:-1], (400, bare)]).summary) or (None, "")
    assert tone is Tone.BAD
    assert text.startswith("Cut off: the end of the stream could not be understood\n")


@pytest.mark.parametrize(
    ("final", "differs"), [("Sure!", True), ("Surely", False), ("Sure", False)]
)
def test_a_final_text_that_differs_is_reported(final: str, differs: bool) -> None:
    done = {"type": "response.output_text.done", "output_index": 0, "text": final}
    short = {"type": "response.output_text.done", "output_index": 0, "text": "Sure"}
    events = [created(), item_added(60), delta(70, "Sure?" if differs else "Sure")]
    stream = build_recording([*events, (80, done), (90, short if differs else done), terminal(95)])
    if differs:
        assert ending(stream.summary) == (
            Tone.WARNING,
            "The server's final text differs from the text it streamed.",
        )
    else:
        assert ending(stream.summary) is None


def test_a_dialect_has_its_own_reasons_advice_and_request_id() -> None:
    recording = messages_recording(message_start(), stop_reason("max_tokens"), END)
    tone, text = ending(recording.summary) or (None, "")
    assert tone is Tone.WARNING
    assert "raise max_tokens." in text
    failed = messages_recording(OVERLOADED, end=None)
    failed.apply(Opened(0, 200, {"request-id": "req_1"}))
    failed.apply(Ended(0, End.EOF))
    tone, text = ending(failed.summary) or (None, "")
    assert tone is Tone.BAD
    assert text.splitlines()[1:] == [
        "The server is overloaded: try again in a moment.",
        "Request id: req_1",
    ]
