"""A leaf's content is parsed once, and links lead to web pages only."""

from __future__ import annotations

import pytest

from ppchat.core.markdown import Document, Leaf
from ppchat.tui.transcript.cells.leaf_view import LeafView, resolve_link
from ppchat.tui.transcript.render.inline import REFERENCE_PREFIX

DEFINITIONS = """\
[Guide]: <https://a.example/guide> "A title"
[script]: javascript:alert(1)
[empty]:
[guide]: https://b.example/second
"""


def leaves_of(source: str) -> list[Leaf]:
    document = Document(lambda start, stop: source[start:stop])
    document.extend(len(source))
    return [*document.leaves, *document.tail(False)]


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("https://c.example/a_b", "https://c.example/a_b"),
        ("HTTP://c.example", "HTTP://c.example"),
        ("https://c.example/\x1b[31m", "https://c.example/␛[31m"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("c.example", ""),
        ("", ""),
        (f"{REFERENCE_PREFIX}guide", "https://a.example/guide"),
        (f"{REFERENCE_PREFIX}GUIDE", "https://a.example/guide"),
        (f"{REFERENCE_PREFIX}script", ""),
        (f"{REFERENCE_PREFIX}empty", ""),
        (f"{REFERENCE_PREFIX}unknown", ""),
    ],
)
def test_a_link_leads_to_a_web_page_or_nowhere(href: str, address: str) -> None:
    leaves = leaves_of(DEFINITIONS)
    assert resolve_link(href, leaves, lambda start, stop: DEFINITIONS[start:stop]) == address


def test_the_content_is_parsed_once() -> None:
    source, slices = "| a | b |\n|---|---|\n| 日本 | x |", []

    def slice_source(start: int, stop: int) -> str:
        slices.append((start, stop))
        return source[start:stop]

    (leaf,) = leaves_of(source)
    view = LeafView(leaf)
    content = view.content(slice_source, "")
    count = len(slices)
    assert count > 0
    assert view.content(slice_source, "") is content
    assert view.natural_widths(slice_source, "") == [4, 1]
    assert len(slices) == count
