"""The names of files in a request."""

from __future__ import annotations

from typing import Any

import pytest

from ppchat.core.dialects.attachments import mark_text
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


def test_a_text_file_is_named_by_its_tags() -> None:
    text = f"{mark_text('a & b.md', 'x')}\n\n{mark_text('<c>', 'y')}\n\nWhy?"
    for content in (text, [{"type": "input_text", "text": text}]):
        body = {"input": [{"role": "user", "content": content}]}
        assert sent_file_names(body) == ["a & b.md", "<c>"]


@pytest.mark.parametrize("messages", [None, "hi", [1], [{"role": "user", "content": "hi"}]])
def test_a_request_without_files_names_none(messages: Any) -> None:
    assert sent_file_names({"input": messages}) == []
