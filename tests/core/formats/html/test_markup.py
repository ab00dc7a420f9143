"""Foreign text in HTML."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.formats.html.markup import PlainRenderer, escape, script_json


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.title = dict(attrs).get("title") or ""


@given(st.text())
def test_no_text_is_markup(text: str) -> None:
    reader = _Reader()
    reader.feed(f'<p title="{escape(text)}">{escape(text)}</p>')
    reader.close()
    assert reader.tags == ["p"]
    assert len(reader.title) == len(text)


@given(st.text())
def test_json_in_a_script_comes_back_and_cannot_end_it(text: str) -> None:
    written = script_json({"text": text})
    assert "<" not in written
    assert json.loads(written) == {"text": text}


def test_a_plain_page_shows_markdown_as_it_is() -> None:
    assert "**a &lt;b&gt;**" in PlainRenderer().markdown("**a <b>**")
    assert PlainRenderer().code("<", "python") == "&lt;"
