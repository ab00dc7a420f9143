"""The sources of a text, and where it cites them."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.chat_completions.dialect import CHAT_COMPLETIONS
from ppchat.core.dialects.faces.sources import Mark, part_sources
from ppchat.core.dialects.responses.dialect import RESPONSES
from ppchat.core.response.response import ContentPart
from ppchat.core.text.rope import Rope

TEXT = "Herons wade."


def part(*annotations: Any) -> ContentPart:
    return ContentPart("text", 0, Rope(TEXT), annotations=annotations)


def citation(url: str, **place: Any) -> dict[str, Any]:
    return {"type": "url_citation", "url": url, **place}


@pytest.mark.parametrize(
    ("place", "marks"),
    [
        ({"start_index": 0, "end_index": 6}, ((6, 1),)),
        ({"index": 6}, ((6, 1),)),
        ({"end_index": len(TEXT)}, ((12, 1),)),
        ({"end_index": len(TEXT) + 1}, ()),
        ({"end_index": 10**40}, ()),
        ({"end_index": -1}, ()),
        ({"end_index": 0}, ()),
        ({"end_index": "6"}, ()),
        ({"end_index": 1.5}, ()),
        ({"end_index": None, "index": True}, ()),
        ({}, ()),
    ],
)
def test_a_source_is_listed_wherever_it_is_cited(
    place: dict[str, Any], marks: tuple[Mark, ...]
) -> None:
    sources = part_sources(part(citation("https://a.example", **place)), RESPONSES)
    assert sources.lines == ("https://a.example",)
    assert sources.marks == marks


def test_each_source_is_listed_once_and_marked_at_every_place() -> None:
    notes = [citation(url, end_index=end) for url, end in (("b", 12), ("a", 6), ("b", 6), ("b", 6))]
    sources = part_sources(part(*notes, {"type": "odd"}, {}), RESPONSES)
    assert sources.text == "1. b\n2. a"
    assert sources.marks == ((6, 1), (6, 2), (12, 1))


def test_a_file_is_named_by_its_id_where_it_has_no_name() -> None:
    sources = part_sources(part({"type": "file_path", "file_id": "f_1", "index": 3}), RESPONSES)
    assert (sources.lines, sources.marks) == (("f_1",), ((3, 1),))


def test_chat_completions_nest_the_place() -> None:
    note = {"type": "url_citation", "url_citation": {"url": "u", "end_index": 6}}
    assert part_sources(part(note), CHAT_COMPLETIONS).marks == ((6, 1),)
