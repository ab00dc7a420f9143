"""Inline Markdown → spans, parsed by markdown-it-py, each with its offset in the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ppchat.core.security.sanitize import sanitize, sanitize_line
from ppchat.tui.transcript.render.math.formula import inline_formula, match_formula
from ppchat.tui.transcript.render.row import Span

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_SPECIAL: Final = re.compile(r"[\\`*_~\[\]!<&$\n]|https?://|www\.")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'`|\\^{}]+", re.IGNORECASE)
_HOST: Final = re.compile(r"https?://(?:[^/?#@]*@)?(?:www\.)?([^/?#:]+)", re.IGNORECASE)
_LABEL: Final = re.compile(r"\]\[([^\[\]\n]+)\]")
_FOOTNOTE: Final = re.compile(r"\[\^([^\[\]\s]+)\]")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MAX_OPENINGS: Final = 120
"""Brackets, entities or formulas, each of which costs a search, that one paragraph may have.

A paragraph with more is shown as text.
"""
_MAX_DELIMITERS: Final = 600
"""Characters of emphasis that one paragraph may have; with more it is shown as text."""
_STYLES: Final = {"strong": "strong", "em": "em", "s": "strike"}
REFERENCE_PREFIX: Final = "reference:"
"""Prefix of the address of a link whose real address is defined elsewhere in the text."""


def _math(state: StateInline, silent: bool) -> bool:
    """A rule that keeps formulas intact, ahead of the rules for escapes and emphasis."""
    if state.src[state.pos] not in "\\$":
        return False
    match = match_formula(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("math", "", 0)
        token.content = match[0]
    state.pos = match.end()
    return True


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    parser.enable("strikethrough")
    parser.inline.ruler.before("escape", "math", _math)
    return parser


def warm_up() -> None:
    """Load the parser and the index of lexers, so that the first answer does not wait for them."""
    import pygments.lexers
    import pygments.token  # noqa: F401

    inline_spans("**warm**")


def inline_spans(
    text: str, style: str = "", offset: int = 0, known: int | None = None
) -> list[Span]:
    """Spans of the Markdown `text`, which begins at source offset `offset`; newlines are spans.

    `known` is how much of a text that still grows has arrived, if something was put at its end: a
    formula that ends there is shown as it is.
    Malformed input costs no more than other: text nested too deeply or with too much markup is
    returned as plain spans.
    """
    if not _SPECIAL.search(text):
        return [Span(sanitize(text), style, offset)] if text else []
    if max(map(text.count, ("[", "&", "\\("))) > _MAX_OPENINGS or (
        sum(map(text.count, "*_~")) > _MAX_DELIMITERS
    ):
        return list(_line_spans(text, style, offset))
    environment: dict[str, Any] = {}
    labels = _LABEL.findall(text)
    if labels:
        from markdown_it.common.utils import normalizeReference

        environment["references"] = {
            normalizeReference(label): {"href": REFERENCE_PREFIX + label, "title": ""}
            for label in labels
        }
    tokens: list[Token] = []
    try:
        parser = _parser()
        parser.inline.parse(text, parser, environment, tokens)
        limit = len(text) if known is None else known
        spans = list(_token_spans(text, tokens, style, limit))
    except RecursionError:
        return list(_line_spans(text, style, offset))
    if offset:
        return [
            span._replace(start=span.start + offset) if span.start >= 0 else span for span in spans
        ]
    return spans


def _line_spans(text: str, style: str, start: int, href: str = "") -> Iterator[Span]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Span("\n", style, start - 1)
        if line:
            yield Span(sanitize(line), style, start, href)
        start += len(line) + 1


def _token_spans(text: str, tokens: list[Token], base_style: str, known: int) -> Iterator[Span]:
    flat = text.replace("\n", " ")
    styles = [base_style] if base_style else []
    at, link_begin, href = 0, 0, ""
    for token in tokens:
        kind = token.type
        style = " ".join(styles)
        if kind == "text":
            if not token.content:
                continue
            at = max(at, flat.find(token.content.replace("\n", " "), at))
            yield from _text_spans(token.content, style, at, href)
            at += len(token.content)
        elif kind == "text_special":
            at = max(at, text.find(token.markup, at))
            yield Span(sanitize(token.content).replace("\n", " "), style, at, href)
            at += len(token.markup)
        elif kind in ("softbreak", "hardbreak"):
            at = max(at, text.find("\n", at))
            yield Span("\n", style, at)
            at += 1
        elif kind in ("code_inline", "math"):
            content = token.content.replace("\n", " ")
            at = max(at, flat.find(content, at))
            stop = at + len(content)
            formula = inline_formula(token.content) if kind == "math" and stop <= known else ""
            if formula:
                formula_style = f"{style} math".strip()
                yield Span(sanitize(formula), formula_style, at, href, len(content))
            else:
                yield Span(sanitize(content), f"{style} {kind}".strip(), at, href)
            at = stop
        elif kind == "image":
            begin = text.find("![", at)
            at = begin + 2 if begin >= 0 else at
            address = str(token.attrs.get("src", ""))
            yield Span("▣ ", f"{style} quiet".strip(), at)
            yield Span(sanitize(token.content) or "image", f"{style} link".strip(), at, address)
            at = text.find(")", at) + 1 or at + len(token.content)
        elif kind == "link_open":
            href = str(token.attrs.get("href", ""))
            styles.append("link")
            link_begin = at
            if href.startswith(REFERENCE_PREFIX):
                # Shown as written: what looks like a reference may be `row[i][j]`.
                at = max(at, text.find("[", at))
                yield Span("[", " ".join(styles), at, href)
                at += 1
        elif kind == "link_close":
            if href.startswith(REFERENCE_PREFIX):
                suffix = f"][{href.removeprefix(REFERENCE_PREFIX)}]"
                at = max(at, text.find(suffix, at))
                yield Span(sanitize(suffix), " ".join(styles), at, href)
                at += len(suffix)
                styles.remove("link")
                href = ""
                continue
            styles.remove("link")
            if token.info != "auto":
                label, at = text[link_begin:at], _link_end(text, at)
                if (host := _host(href)) and host not in label:
                    yield Span(f" ({host})", f"{base_style} quiet".strip())
            href = ""
        elif kind.endswith("_open"):
            styles.append(_STYLES.get(token.tag if token.tag != "del" else "s", ""))
        elif kind.endswith("_close"):
            name = _STYLES.get(token.tag if token.tag != "del" else "s", "")
            if name in styles:
                styles.reverse()
                styles.remove(name)
                styles.reverse()


def _host(address: str) -> str:
    """The host of a web address, shortened, to show where a link leads."""
    match = _HOST.match(address)
    return sanitize_line(match[1], 60) if match else ""


def _link_end(text: str, at: int) -> int:
    """The end of a link whose text ends near `at`, which skips the link's address."""
    close = text.find("](", at)
    if close < 0 or text[at:close].strip("*_~`"):
        return at
    depth = 0
    for index in range(close + 1, min(len(text), close + 4096)):
        if text[index] == "(":
            depth += 1
        elif text[index] == ")":
            depth -= 1
            if depth == 0:
                return index + 1
    return at


def _text_spans(text: str, style: str, start: int, href: str) -> Iterator[Span]:
    """Spans of a text token, with the addresses, footnotes and line breaks in it."""
    if href:
        yield from _line_spans(text, style, start, href)
        return
    matches = [
        *(_ADDRESS.finditer(text) if "://" in text or "www." in text else ()),
        *(_FOOTNOTE.finditer(text) if "[^" in text else ()),
        *(_BREAK.finditer(text) if "<" in text else ()),
    ]
    yield from _split_at(sorted(matches, key=lambda match: match.start()), text, style, start)


def link_spans(text: str, style: str, start: int) -> Iterator[Span]:
    """Spans of plain text, in which addresses are links."""
    matches = _ADDRESS.finditer(text) if "://" in text or "www." in text else ()
    yield from _split_at(matches, text, style, start)


def _split_at(
    matches: Iterable[re.Match[str]], text: str, style: str, start: int
) -> Iterator[Span]:
    at = 0
    for match in matches:
        begin, stop = match.span()
        if begin < at:
            continue
        if begin > at:
            yield from _line_spans(text[at:begin], style, start + at)
        word = match[0]
        if word[0] == "<":
            yield Span("\n", style, start + begin)
        elif word[0] == "[":
            yield Span(sanitize(word[1:-1]), f"{style} note".strip(), start + begin + 1)
        else:
            word = _trim_address(word)
            stop = begin + len(word)
            address = word if "://" in word else f"https://{word}"
            yield Span(sanitize(word), f"{style} link".strip(), start + begin, address)
        at = stop
    if at < len(text):
        yield from _line_spans(text[at:], style, start + at)


def _trim_address(address: str) -> str:
    """An address without the punctuation of the sentence around it."""
    while address:
        trimmed = address.rstrip("?!.,:;*_~'\"")
        if trimmed.endswith(")") and trimmed.count(")") > trimmed.count("("):
            trimmed = trimmed[:-1]
        if trimmed == address:
            break
        address = trimmed
    return address
