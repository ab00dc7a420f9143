"""The events of an answer on a page, and what they must not show."""

from __future__ import annotations

import json
from typing import Any

from ppchat.demo.recordings import recordings
from tests.support.html_pages import Page, html, page
from tests.support.recordings import (
    build_recording,
    created,
    delta,
    item_added,
    terminal,
)

DEMO = {about.title: recording for recording, about in recordings()}
KEY = "sk-" + "a1B2" * 8


def slider_data(page_: Page, number: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(page_.scripts[number])
    return data


def texts_at(data: dict[str, Any], n: int) -> list[str]:
    """The texts after `n` events, as the page's script computes them."""
    lengths = [0] * len(data["texts"])
    steps = data["steps"]
    for event, number, length in zip(steps[::3], steps[1::3], steps[2::3], strict=True):
        if event < n:
            lengths[number] = length
    return [text[:length] for text, length in zip(data["texts"], lengths, strict=True)]


def test_keys_are_masked_also_where_they_came_in_pieces() -> None:
    pieces = [KEY[at : at + 5] for at in range(0, len(KEY), 5)]
    recording = build_recording(
        [
            created(),
            item_added(100),
            *(delta(200 + n, piece) for n, piece in enumerate(["It is ", *pieces, " indeed"])),
            terminal(600),
        ],
        body={"api_key": "very secret", "metadata": {"note": KEY}},
    )
    text = html((f"My key is {KEY}", recording), title=KEY)
    assert KEY not in text
    assert "very secret" not in text
    assert not any(piece in text for piece in pieces[1:-1])
    assert "indeed" in text
    assert text.count("(left out)") == 2 * len(pieces)
    assert KEY in html((KEY, recording), redact=False)


def test_the_slider_shows_what_the_answer_was() -> None:
    recording = DEMO["A tongue twister"]
    data = slider_data(page(("", recording)))
    assert len(data["type"]) == len(data["ms"]) == len(recording)
    for n in range(0, len(recording) + 1, 7):
        assert "".join(texts_at(data, n)) == recording.at(n).text


def test_reasoning_can_be_left_out_with_all_that_holds_it() -> None:
    recording = next(
        each
        for each in DEMO.values()
        if any(item.type == "reasoning" and item.parts for item in each.response.items)
    )
    thought = next(item for item in recording.response.items if item.type == "reasoning")
    words = [word for part in thought.parts for word in str(part.text).split() if len(word) > 8]
    assert any(word in html(("", recording)) for word in words)
    text = html(("", recording), reasoning=False)
    said = recording.response.text + str(recording.request.body)
    assert [word for word in words if word in text and word not in said] == []


def test_events_can_be_left_out() -> None:
    shown = page(("", DEMO["A tongue twister"]), events=False)
    assert len(shown.scripts) == 1
    assert "output_text.delta" not in shown.text
    assert "pickled" in shown.text


def test_a_long_answer_has_a_page_that_opens_quickly() -> None:
    long = build_recording(
        [
            created(),
            item_added(60),
            *(delta(100 + n, f"w{n} ") for n in range(4000)),
            terminal(9999),
        ]
    )
    text = html(("", long))
    shown = Page(text)
    assert sum(tag == "details" for tag, _ in shown.elements) < 2010
    assert "The payloads of the other events are left out" in shown.text
    assert "w3999" in shown.text
    assert len(slider_data(shown)["type"]) == len(long)


def test_500_events_take_less_than_300_kilobytes() -> None:
    texts = (f"word{n} " for n in range(500))
    recording = build_recording(
        [created(), item_added(60), *(delta(100 + 20 * n, t) for n, t in enumerate(texts))],
    )
    assert len(html(("", recording)).encode()) < 300_000
