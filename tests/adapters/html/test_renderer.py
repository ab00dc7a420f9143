"""Markdown for a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.adapters.html.renderer import MarkdownRenderer
from tests.support.html_pages import Page

RENDERER = MarkdownRenderer()


def test_markdown_is_drawn() -> None:
    html = RENDERER.markdown("# One\n\n**bold** and `code`\n\n| a |\n|---|\n| b |\n\n~~gone~~")
    assert '<td align="right">' in RENDERER.markdown("| a |\n|--:|\n| b |")
    for part in ("<h1>One</h1>", "<strong>bold", "<code>code", "<td>b</td>", "<s>gone"):
        assert part in html


def test_code_is_coloured() -> None:
    assert '<span class="k">def</span>' in RENDERER.markdown("```python\ndef f(): pass\n```")
    assert RENDERER.code("<b>", "no such language") == "&lt;b&gt;"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1)) [b](JaVaScRiPt:x) [c](vbscript:x) [d](data:text/html,x)",
        "[e](&#106;avascript:alert(1)) [f](file:///etc/passwd) [g](//host/x)",
        "![x](http://evil/x.png) ![y](data:image/png;base64,AAAA) ![z](x onerror=alert(1))",
        '```"><img src=x onerror=alert(1)>\ncode\n```',
        "[x]: javascript:alert(1)\n\n[x] <javascript:alert(1)> <https://a\"onclick='x'>",
        "&#x202e; &#0; \x00",
    ],
)
def test_hostile_markdown_is_harmless(text: str) -> None:
    html = RENDERER.markdown(text)
    tags = {tag for tag, _ in Page(html).elements}  # which checks attributes and addresses
    assert not tags & {"img", "script"}
    assert not set(html) & {"\x00", "\u202e"}


def test_an_image_is_a_link_to_its_address() -> None:
    html = RENDERER.markdown("![A cat](https://example.org/cat.png)")
    assert '<a href="https://example.org/cat.png"' in html
    assert ">A cat</a>" in html


@given(st.text(alphabet="[]()<>!`*_#|-&;:\"'\\/ \na0javascript", max_size=60))
def test_any_markdown_gives_clean_html(text: str) -> None:
    Page(RENDERER.markdown(text))
