"""A line of JSON → coloured spans, with the blanks that it is printed with."""

from __future__ import annotations

import re
from typing import Final

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.transcript.render.row import Span

_INDENT: Final = "  "
_TOKEN: Final = re.compile(
    r"(?P<key>\"(?:[^\"\\]|\\.)*+\"(?=\s*:))|(?P<string>\"(?:[^\"\\]|\\.)*+\"?)"
    r"|(?P<builtin>true|false|null)\b|(?P<number>-?\d[\d.eE+-]*)|(?P<operator>[{}\[\],:])"
    r"|(?P<blank>\s+)|(?P<other>[^\s{}\[\],:\"]+)",
    re.DOTALL,
)
_STYLES: Final = {"key": "code name", "blank": "code", "other": "code"}


def json_spans(line: str, start: int, depth: int) -> list[Span]:
    """The spans of a line that begins at the source offset `start`."""
    spans = [Span(_INDENT * depth, "code")] if depth else []
    last = ""
    for match in _TOKEN.finditer(line):
        kind, text = match.lastgroup or "other", match[0]
        if kind == "blank":
            continue
        if last and last in ":,":
            spans.append(Span(" ", "code"))
        shown = sanitize_line(text, len(text) + 1)
        spans.append(Span(shown, _STYLES.get(kind, f"code {kind}"), start + match.start()))
        last = text
    return spans
