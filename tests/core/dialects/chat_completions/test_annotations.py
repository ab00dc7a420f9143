"""The sources of an answer's text."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.annotations import with_annotations
from ppchat.core.response.response import EMPTY_RESPONSE
from ppchat.core.view.cells import answer_cells
from tests.support.chunks import chat_recording, chunk

_CITATION = {"url": "https://a.example", "title": "A", "start_index": 0, "end_index": 1}


@pytest.mark.parametrize(
    ("data", "source"),
    [
        (
            chunk(annotations=[{"type": "url_citation", "url_citation": _CITATION}]),
            "A · https://a.example",
        ),
        ({**chunk(), "citations": ["https://a.example"]}, "https://a.example"),
        (
            {**chunk(), "search_results": [{"title": "A", "url": "https://a.example"}]},
            "A · https://a.example",
        ),
    ],
    ids=["openai", "xai", "perplexity"],
)
def test_sources_are_shown_once(data: dict[str, Any], source: str) -> None:
    recording = chat_recording(chunk(content="a"), data, data, chunk(finish="stop"))
    assert recording.type(1) == "chunk.annotation"
    (part,) = recording.response.items[0].parts
    assert len(part.annotations) == 1
    cells = answer_cells("k", recording, len(recording))
    assert f"Sources\n1. {source}" in [str(cell.text) for cell in cells]


def test_sources_may_come_before_the_text() -> None:
    recording = chat_recording({**chunk(), "citations": ["https://a.example"]}, chunk(content="a"))
    (part,) = recording.response.items[0].parts
    assert (str(part.text), len(part.annotations)) == ("a", 1)


@pytest.mark.parametrize("choice", [{"index": 2**40}, {"delta": {"annotations": [7, None]}}])
def test_what_names_no_source_changes_nothing(choice: dict[str, Any]) -> None:
    data = {"choices": [{"delta": {"annotations": [{}]}, **choice}]}
    assert with_annotations(EMPTY_RESPONSE, data) == EMPTY_RESPONSE
