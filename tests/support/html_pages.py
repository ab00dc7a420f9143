"""Pages of HTML, read as a browser does, with what must not be on them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from ppchat.core.formats.html.options import PageOptions
from ppchat.core.formats.html.page import page_html
from ppchat.core.recording.recording import Recording

ELEMENTS = frozenset(
    """html meta title style header h1 h2 h3 h4 h5 h6 main section article div p pre code span b i q
    small ul ol li details summary dl dt dd figure svg g rect text line input output script footer
    img a em strong s blockquote table thead tbody tr th td hr br""".split()  # noqa: SIM905
)
ATTRIBUTES = frozenset(
    """lang charset http-equiv content name class id dir hidden type min aria-label alt src href rel
    data-text viewbox role x y x1 x2 y1 y2 width height text-anchor start title align""".split()  # noqa: SIM905
)
_VOID = frozenset({"meta", "input", "img", "hr", "br"})


class Page(HTMLParser):
    """The elements of a page, its text and its scripts; raises AssertionError for any other."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, tag
        fields = {name: value or "" for name, value in attrs}
        for name, value in fields.items():
            assert name in ATTRIBUTES, (tag, name)
            if name == "href":
                assert value.startswith(("http://", "https://", "mailto:")), value
            if name == "src":
                assert value.startswith("data:image/"), value
        self.elements.append((tag, fields))
        if tag == "script":
            self.scripts.append("")
        if tag not in _VOID:
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside != "style":
            self.text += data


def html(*turns: tuple[str, Recording], title: str = "Title", **options: Any) -> str:
    """The source of a page."""
    return "".join(page_html(title, turns, "1.0", PageOptions(**options)))


def page(*turns: tuple[str, Recording], **options: Any) -> Page:
    """A page, read."""
    return Page(html(*turns, **options))
