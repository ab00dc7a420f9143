"""Inline Markdown → spans, parsed by markdown-it-py, each span at its place in the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ppchat.core.security.sanitize import safe, safe_line
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
_MATH: Final = re.compile(
    r"\\\(.{1,600}?\\\)|\\\[.{1,600}?\\\]|\$\$.{1,600}?\$\$|\$(?!\s)[^$\n]*?[^\s\\$]\$(?!\d)",
    re.DOTALL,
)
_MAX_OPENINGS: Final = 120
"""Brackets, entities or formulas in one paragraph, each a search, beyond which it is text."""
_MAX_DELIMITERS: Final = 600
"""Characters of emphasis in one paragraph beyond which it is taken as text, likewise."""
_INK: Final = {"strong": "strong", "em": "em", "s": "strike"}
REFERENCE: Final = "reference:"
"""Begins the address of a link whose real one is defined elsewhere in the text."""


def _math(state: StateInline, silent: bool) -> bool:
    """A rule that leaves formulas whole, before escapes and emphasis can get at them."""
    if state.src[state.pos] not in "\\$":
        return False
    match = _MATH.match(state.src, state.pos, state.posMax)
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
    """Load the parser and the lexers' index, before the first answer has to wait for them."""
    import pygments.lexers
    import pygments.token  # noqa: F401

    inline_spans("**warm**")


def inline_spans(text: str, ink: str = "", base: int = 0) -> list[Span]:
    """Spans of the Markdown `text`, which stands at offset `base`; newlines are spans.

    Bad input costs no more than good: what is too deep or too dense comes back as text.
    """
    if not _SPECIAL.search(text):
        return [Span(safe(text), ink, base)] if text else []
    if max(map(text.count, ("[", "&", "\\("))) > _MAX_OPENINGS or (
        sum(map(text.count, "*_~")) > _MAX_DELIMITERS
    ):
        return list(_lines(text, ink, base))
    environment: dict[str, Any] = {}
    labels = _LABEL.findall(text)
    if labels:
        from markdown_it.common.utils import normalizeReference

        environment["references"] = {
            normalizeReference(label): {"href": REFERENCE + label, "title": ""} for label in labels
        }
    tokens: list[Token] = []
    try:
        parser = _parser()
        parser.inline.parse(text, parser, environment, tokens)
        spans = list(_spans(text, tokens, ink))
    except RecursionError:
        return list(_lines(text, ink, base))
    if base:
        return [
            span._replace(start=span.start + base) if span.start >= 0 else span for span in spans
        ]
    return spans


def _lines(text: str, ink: str, start: int, href: str = "") -> Iterator[Span]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Span("\n", ink, start - 1)
        if line:
            yield Span(safe(line), ink, start, href)
        start += len(line) + 1


def _spans(text: str, tokens: list[Token], ink: str) -> Iterator[Span]:
    flat = text.replace("\n", " ")
    inks = [ink] if ink else []
    at, opened, href = 0, 0, ""
    for token in tokens:
        kind = token.type
        style = " ".join(inks)
        if kind == "text":
            if not token.content:
                continue
            found = flat.find(token.content.replace("\n", " "), at)
            at = found if found >= 0 else at
            yield from _text(token.content, style, at, href)
            at += len(token.content)
        elif kind == "text_special":
            found = text.find(token.markup, at)
            at = found if found >= 0 else at
            yield Span(safe(token.content).replace("\n", " "), style, at, href)
            at += len(token.markup)
        elif kind in ("softbreak", "hardbreak"):
            found = text.find("\n", at)
            at = found if found >= 0 else at
            yield Span("\n", style, at)
            at += 1
        elif kind in ("code_inline", "math"):
            content = token.content.replace("\n", " ")
            found = flat.find(content, at)
            at = found if found >= 0 else at
            yield Span(safe(content), f"{style} {kind}".strip(), at, href)
            at += len(content)
        elif kind == "image":
            found = text.find("![", at)
            at = found + 2 if found >= 0 else at
            address = str(token.attrs.get("src", ""))
            yield Span("▣ ", f"{style} quiet".strip(), at)
            yield Span(safe(token.content) or "image", f"{style} link".strip(), at, address)
            at = text.find(")", at) + 1 or at + len(token.content)
        elif kind == "link_open":
            href = str(token.attrs.get("href", ""))
            inks.append("link")
            opened = at
            if href.startswith(REFERENCE):
                # Shown as it is written: what reads like a reference may be `row[i][j]`.
                found = text.find("[", at)
                at = found if found >= 0 else at
                yield Span("[", " ".join(inks), at, href)
                at += 1
        elif kind == "link_close":
            if href.startswith(REFERENCE):
                rest = f"][{href.removeprefix(REFERENCE)}]"
                found = text.find(rest, at)
                at = found if found >= 0 else at
                yield Span(safe(rest), " ".join(inks), at, href)
                at += len(rest)
                inks.remove("link")
                href = ""
                continue
            inks.remove("link")
            if token.info != "auto":
                label, at = text[opened:at], _after_address(text, at)
                if (host := _host(href)) and host not in label:
                    yield Span(f" ({host})", f"{ink} quiet".strip())
            href = ""
        elif kind.endswith("_open"):
            inks.append(_INK.get(token.tag if token.tag != "del" else "s", ""))
        elif kind.endswith("_close"):
            name = _INK.get(token.tag if token.tag != "del" else "s", "")
            if name in inks:
                inks.reverse()
                inks.remove(name)
                inks.reverse()


def _host(address: str) -> str:
    """The host of a web page's address, short, for a reader to see where a link goes."""
    match = _HOST.match(address)
    return safe_line(match[1], 60) if match else ""


def _after_address(text: str, at: int) -> int:
    """Where a link ends whose text ends near `at`, so that its address is not taken for text."""
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


def _text(text: str, ink: str, start: int, href: str) -> Iterator[Span]:
    """Spans of what markdown-it takes as text: addresses, footnotes and line breaks in it."""
    if href:
        yield from _lines(text, ink, start, href)
        return
    marks = [
        *(_ADDRESS.finditer(text) if "://" in text or "www." in text else ()),
        *(_FOOTNOTE.finditer(text) if "[^" in text else ()),
        *(_BREAK.finditer(text) if "<" in text else ()),
    ]
    yield from _cut_at(sorted(marks, key=lambda match: match.start()), text, ink, start)


def linked(text: str, ink: str, start: int) -> Iterator[Span]:
    """Spans of plain text, the addresses in it being links."""
    marks = _ADDRESS.finditer(text) if "://" in text or "www." in text else ()
    yield from _cut_at(marks, text, ink, start)


def _cut_at(marks: Iterable[re.Match[str]], text: str, ink: str, start: int) -> Iterator[Span]:
    at = 0
    for match in marks:
        begin, stop = match.span()
        if begin < at:
            continue
        if begin > at:
            yield from _lines(text[at:begin], ink, start + at)
        word = match[0]
        if word[0] == "<":
            yield Span("\n", ink, start + begin)
        elif word[0] == "[":
            yield Span(safe(word[1:-1]), f"{ink} note".strip(), start + begin + 1)
        else:
            word = _trimmed(word)
            stop = begin + len(word)
            address = word if "://" in word else f"https://{word}"
            yield Span(safe(word), f"{ink} link".strip(), start + begin, address)
        at = stop
    if at < len(text):
        yield from _lines(text[at:], ink, start + at)


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence it stands in."""
    while address:
        bare = address.rstrip("?!.,:;*_~'\"")
        if bare.endswith(")") and bare.count(")") > bare.count("("):
            bare = bare[:-1]
        if bare == address:
            break
        address = bare
    return address
