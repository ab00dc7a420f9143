"""The names of files in a request."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.formats.html.sent_files import sent_file_names

PARTS = [
    ({"type": "input_file", "filename": "a.pdf"}, "a.pdf"),
    ({"type": "file", "file": {"filename": "b.pdf"}}, "b.pdf"),
    ({"type": "document", "title": "c.pdf"}, "c.pdf"),
    ({"type": "input_file"}, "file"),
    ({"type": "image_url", "image_url": {}}, "image"),
]


@pytest.mark.parametrize("field", ["input", "messages"])
def test_the_files_of_the_last_prompt_are_named(field: str) -> None:
    parts = [part for part, _ in PARTS]
    old = {"role": "user", "content": [{"type": "input_file", "filename": "old"}]}
    body = {field: [old, {"role": "user", "content": [*parts, {"type": "text"}]}]}
    assert sent_file_names(body) == [name for _, name in PARTS]


@pytest.mark.parametrize("messages", [None, "hi", [1], [{"role": "user", "content": "hi"}]])
def test_a_request_without_files_names_none(messages: Any) -> None:
    assert sent_file_names({"input": messages}) == []
