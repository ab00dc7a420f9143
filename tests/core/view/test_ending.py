"""How an answer's end is told: a line that says what happened, and what to do."""

from __future__ import annotations

import pytest

from ppchat.core.stream.signals import End, Problem
from ppchat.core.view.ending import ending
from ppchat.core.view.tone import Tone
from tests.support.playbook import TWISTER, created, delta, item_added, recording, terminal


def test_nothing_is_told_while_it_goes_on_and_where_all_went_well() -> None:
    assert ending(recording(TWISTER)) is None
    assert ending(recording(TWISTER[:4], end=None)) is None


def test_an_error_before_a_completed_end_is_told() -> None:
    error = (385, {"type": "error", "message": "hiccup", "code": "odd"})
    tone, text = ending(recording([*TWISTER[:-1], error, TWISTER[-1]])) or (None, "")
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
def test_each_end_the_server_tells_looks_different(
    response: dict[str, object], tone: Tone, word: str
) -> None:
    status = str(response.pop("status"))
    found, text = ending(recording([created(), terminal(90, status, **response)])) or (None, "")
    assert found is tone
    assert word in text


def test_stopped_cut_off_and_refused() -> None:
    stopped = ending(recording(TWISTER[:4], end=End.STOPPED))
    assert stopped is not None
    assert stopped[0] is Tone.QUIET
    problem = Problem("lost", "The line went dead.", "Look at the cable.")
    for end in (End.BROKEN, End.REFUSED):
        said = TWISTER[:4] if end is End.BROKEN else []
        tone, text = ending(recording(said, end=end, problem=problem)) or (None, "")
        assert tone is Tone.BAD
        assert "The line went dead." in text
        assert "Look at the cable." in text
    tone, text = ending(recording(TWISTER[:4])) or (None, "")
    assert tone is Tone.BAD
    assert "What came is kept." in text


@pytest.mark.parametrize(("final", "told"), [("Sure!", True), ("Surely", False), ("Sure", False)])
def test_a_final_text_that_is_another_is_told(final: str, told: bool) -> None:
    done = {"type": "response.output_text.done", "output_index": 0, "text": final}
    short = {"type": "response.output_text.done", "output_index": 0, "text": "Sure"}
    said = [created(), item_added(60), delta(70, "Sure?" if told else "Sure")]
    made = recording([*said, (80, done), (90, short if told else done), terminal(95)])
    if told:
        assert ending(made) == (
            Tone.WARNING,
            "The server's final text is another than the one it streamed.",
        )
    else:
        assert ending(made) is None
