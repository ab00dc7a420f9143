"""Code → highlighted lines, by Pygments; each part of a long block is highlighted by itself."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.transcript.render.row import Span

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

_MAX_LINE: Final = 500
"""Characters of a line beyond which code is not highlighted: lexers are slow on such lines."""
TAB_WIDTH: Final = 4

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
def _token_style(token: _TokenType) -> str:
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

    for kinds, style in (
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
            return f"code {style}"
    return "code"


def highlight_code(lines: list[str], starts: list[int], language: str) -> list[list[Span]]:
    """Spans of each of `lines`, which begin at the source offsets `starts`."""
    plain = [
        [Span(_display_text(line), "code", start)] if line else []
        for line, start in zip(lines, starts, strict=True)
    ]
    name = language.split(maxsplit=1)[0].strip("{}.").lower() if language.strip() else ""
    lexer = _lexer(name) if name and len(name) < 40 else None
    if lexer is None or any(len(line) > _MAX_LINE for line in lines):
        return plain
    highlighted: list[list[Span]] = [[] for _ in lines]
    row, column = 0, 0
    try:
        for _, token, value in lexer.get_tokens_unprocessed("\n".join(lines) + "\n"):
            style = _token_style(token)
            for number, piece in enumerate(value.split("\n")):
                if number:
                    row, column = row + 1, 0
                if piece and row < len(lines):
                    highlighted[row].append(Span(_display_text(piece), style, starts[row] + column))
                    column += len(piece)
    except Exception:  # a lexer that fails on malformed code must not break the answer
        return plain
    return highlighted


def _display_text(text: str) -> str:
    if "\t" in text:
        text = text.replace("\t", " " * TAB_WIDTH)
    return sanitize_line(text, limit=len(text) + 1)
