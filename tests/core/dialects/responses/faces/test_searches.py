"""Faces of searches in the web and in files."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.item_faces import face

PAGE = "https://birds.example/heron"


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"query": "herons"}, ["web search · herons"]),
        ({"queries": ["herons"]}, ["web search · herons"]),
        ({"queries": ["a", "b"]}, ["web search · a, b", "queries: a\nb"]),
        ({"query": "a", "sources": [{"url": PAGE}]}, ["web search · a", f"1 source: {PAGE}"]),
        (
            {"query": "a", "sources": [{"type": "api", "name": "oai-weather"}, {}, 7]},
            ["web search · a", "2 sources: oai-weather\n(no address)"],
        ),
        ({"type": "open_page", "url": PAGE}, [f"web search · opened {PAGE}"]),
        (
            {"type": "find_in_page", "url": PAGE, "pattern": "tall"},
            [f"web search · “tall” in {PAGE}"],
        ),
        ("odd", ["web search"]),
    ],
)
def test_what_was_done_in_the_web(action: Any, expected: list[str]) -> None:
    assert face({"type": "web_search_call", "action": action}) == expected


def test_results_in_files_have_their_scores() -> None:
    results: list[Any] = [
        {"filename": "a.md", "score": 0.913, "text": "Two\nherons."},
        {"file_id": "f_1", "score": 10**400},
        {"score": None},
        None,
    ]
    item = {"type": "file_search_call", "queries": ["a", 7, "b"], "results": results}
    assert face(item) == [
        "file search · a, b",
        "3 results: 0.91  a.md\n      Two herons.\n–  f_1\n–  (unnamed)",
    ]
    assert face({**item, "results": None, "status": "failed"}) == ["file search · a, b · failed"]
