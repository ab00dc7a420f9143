"""Code → HTML with a class for each kind of token, by Pygments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound

from ppchat.core.formats.html.markup import escape

_MAX_CODE: Final = 100_000
"""Characters of code beyond which it stays plain."""
_MAX_LINE: Final = 500
"""Characters of a line beyond which it stays plain: lexers are slow on such lines."""
_CLASSES: Final = (
    ("c", (Comment,)),
    ("k", (Keyword, Operator.Word, Name.Tag)),
    ("s", (String,)),
    ("n", (Number,)),
    ("f", (Name.Function, Name.Class, Name.Attribute, Name.Builtin, Name.Decorator)),
)


def code_html(text: str, language: str) -> str:
    """The code as what stands inside a `code` element; plain in a language that is unknown."""
    words = language.split()
    lexer = _lexer(words[0].strip("{}.").lower()) if words else None
    is_long = len(text) > _MAX_CODE or any(len(line) > _MAX_LINE for line in text.split("\n"))
    if lexer is None or is_long:
        return escape(text)
    try:
        return "".join(_spans(lexer, text))
    except Exception:  # a lexer that fails on malformed code must not spoil the page
        return escape(text)


def _lexer(name: str) -> Lexer | None:
    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False) if len(name) < 40 else None
    except (ClassNotFound, ValueError, ImportError):
        return None


def _spans(lexer: Lexer, text: str) -> Iterator[str]:
    for _, token, value in lexer.get_tokens_unprocessed(text):
        kind = _class_of(token)
        yield f'<span class="{kind}">{escape(value)}</span>' if kind else escape(value)


def _class_of(token: _TokenType) -> str:
    return next(
        (name for name, kinds in _CLASSES if any(token in kind for kind in kinds)),  # type: ignore[comparison-overlap]
        "",
    )
