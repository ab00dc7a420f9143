"""Fenced blocks."""

from __future__ import annotations

import pytest

from ppchat.core.text.fences import fenced


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a", "```x\na\n```"),
        ("a\n", "```x\na\n```"),
        ("", "```x\n```"),
        ("```\ninner\n`````", "``````x\n```\ninner\n`````\n``````"),
    ],
)
def test_no_text_closes_its_fence(text: str, block: str) -> None:
    assert fenced(text, "x") == block
