"""Code → coloured lines, by Pygments; each part of a long block stands on its own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ppchat.core.security.sanitize import safe_line
from ppchat.tui.transcript.render.row import Span

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

_LONGEST: Final = 500
"""Characters of a line beyond which code is not coloured: lexers are slow on such lines."""
TAB: Final = 4

_ALIASES: Final = {"jsonc": "json", "shell": "bash", "console": "console", "py3": "python"}


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(
            _ALIASES.get(language, language), stripnl=False, ensurenl=True, startinline=True
        )
    except (ClassNotFound, ValueError, ImportError):
        return None


@lru_cache(maxsize=256)
def _ink(token: _TokenType) -> str:
    from pygments.token import (
        Comment,
        Generic,
        Keyword,
        Name,
        Number,
        Operator,
        Punctuation,
        String,
    )

    for kinds, ink in (
        ((Comment,), "comment"),
        ((Keyword.Type, Name.Class, Name.Exception, Name.Namespace), "type"),
        ((Keyword, Operator.Word, Name.Tag), "keyword"),
        ((String, Generic.Inserted), "string"),
        ((Number, Keyword.Constant), "number"),
        ((Name.Function, Name.Attribute, Generic.Heading, Generic.Subheading), "name"),
        ((Name.Builtin, Name.Decorator, Name.Variable, Name.Constant), "builtin"),
        ((Operator, Punctuation), "operator"),
        ((Generic.Deleted,), "error"),
    ):
        if any(token in kind for kind in kinds):  # type: ignore[comparison-overlap]
            return f"code {ink}"
    return "code"


def code_lines(lines: list[str], starts: list[int], language: str) -> list[list[Span]]:
    """Spans of each of `lines`, which begin at the offsets `starts` of the source."""
    plain = [
        [Span(_drawn(line), "code", start)] if line else []
        for line, start in zip(lines, starts, strict=True)
    ]
    name = language.split(maxsplit=1)[0].strip("{}.").lower() if language.strip() else ""
    lexer = _lexer(name) if name and len(name) < 40 else None
    if lexer is None or any(len(line) > _LONGEST for line in lines):
        return plain
    coloured: list[list[Span]] = [[] for _ in lines]
    row, column = 0, 0
    try:
        for _, token, value in lexer.get_tokens_unprocessed("\n".join(lines) + "\n"):
            ink = _ink(token)
            for number, piece in enumerate(value.split("\n")):
                if number:
                    row, column = row + 1, 0
                if piece and row < len(lines):
                    coloured[row].append(Span(_drawn(piece), ink, starts[row] + column))
                    column += len(piece)
    except Exception:  # a lexer that fails on bad code must not take the answer with it
        return plain
    return coloured


def _drawn(text: str) -> str:
    if "\t" in text:
        text = text.replace("\t", " " * TAB)
    return safe_line(text, limit=len(text) + 1)
