"""How texts grew."""

from __future__ import annotations

from ppchat.core.formats.html.growth import text_growth
from ppchat.core.formats.html.options import PageOptions
from tests.support.recordings import build_recording, created, delta, item_added, terminal

KEY = "sk-" + "a1B2" * 8


def test_each_event_that_changed_a_text_is_a_step() -> None:
    recording = build_recording(
        [created(), item_added(60), delta(70, "one"), delta(80, " two"), terminal(90)]
    )
    growth = text_growth(recording, PageOptions())
    assert list(growth.texts.values()) == ["one two"]
    assert growth.steps == [(2, 0, 3), (3, 0, 7)]
    assert growth.hidden == set()


def test_a_text_that_was_replaced_later_has_no_length() -> None:
    done = {
        "type": "response.output_text.done",
        "item_id": "item_0",
        "output_index": 0,
        "content_index": 0,
        "text": "another text",
    }
    recording = build_recording([created(), item_added(60), delta(70, "one"), (80, done)])
    growth = text_growth(recording, PageOptions())
    assert growth.steps == [(2, 0, -1), (3, 0, 12)]


def test_events_with_part_of_a_key_are_hidden_and_one_with_all_of_it_is_not() -> None:
    parts = build_recording([created(), item_added(60), delta(70, KEY[:9]), delta(80, KEY[9:])])
    assert text_growth(parts, PageOptions()).hidden == {2, 3}
    assert text_growth(parts, PageOptions(redact=False)).hidden == set()
    at_once = build_recording([created(), item_added(60), delta(70, f"It is {KEY}.")])
    assert text_growth(at_once, PageOptions()).hidden == set()
