"""The source that a citation names."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.messages.citation import describe_source
from tests.support.messages import CITATION

PAGE = {"type": "page_location", "start_page_number": 2, "end_page_number": 4}


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (CITATION, "Herons · https://example.org/heron"),
        ({**PAGE, "document_index": 0, "document_title": "Birds"}, "Birds · pages 2–3"),
        ({**PAGE, "document_index": 1, "end_page_number": 3}, "document 1 · page 2"),
        (
            {
                "type": "char_location",
                "document_index": 0,
                "start_char_index": 5,
                "end_char_index": 9,
            },
            "document 0 · characters 5–8",
        ),
        (
            {
                "type": "search_result_location",
                "source": "https://a.b",
                "start_block_index": 0,
                "end_block_index": 1,
            },
            "https://a.b · block 0",
        ),
        (PAGE, ""),
        ({}, ""),
        ({"type": [], "title": 3}, ""),
    ],
)
def test_a_source(citation: dict[str, Any], expected: str) -> None:
    assert describe_source(citation) == expected
