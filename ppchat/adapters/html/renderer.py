"""Markdown and code → HTML for a page, in which nothing foreign is markup and nothing is loaded."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from functools import cached_property
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from ppchat.adapters.html.code import code_html
from ppchat.core.formats.html.markup import PlainRenderer, escape
from ppchat.core.security.sanitize import replace_controls

_SCHEMES: Final = ("http://", "https://", "mailto:")


class MarkdownRenderer:
    """Draws Markdown without raw HTML; an image of it is a link to its address."""

    def markdown(self, text: str) -> str:
        """Markdown as HTML; as it is where the parser gives up."""
        try:
            return replace_controls(self._parser.render(text))
        except Exception:  # a text that a parser fails on must not spoil the page
            return PlainRenderer().markdown(text)

    def code(self, text: str, language: str) -> str:
        """Code with its tokens coloured."""
        return code_html(text, language)

    @cached_property
    def _parser(self) -> MarkdownIt:
        parser = MarkdownIt(
            "commonmark",
            {"html": False, "highlight": lambda text, language, _: code_html(text, language)},
        )
        parser.enable(["table", "strikethrough"])
        parser.validateLink = _is_safe  # type: ignore[method-assign]
        parser.add_render_rule("image", _image)
        parser.add_render_rule("link_open", _link)
        for cell in ("th_open", "td_open"):
            parser.add_render_rule(cell, _cell)
        return parser


def _is_safe(url: str) -> bool:
    return url.strip().lower().startswith(_SCHEMES)


def _link(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    tokens[index].attrSet("rel", "noreferrer noopener nofollow")
    return renderer.renderToken(tokens, index, options, env)


def _cell(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    """A cell of a table, aligned without the inline style that a page forbids."""
    style = str(tokens[index].attrs.pop("style", ""))
    if side := style.removeprefix("text-align:"):
        tokens[index].attrSet("align", side)
    return renderer.renderToken(tokens, index, options, env)


def _image(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    token = tokens[index]
    address = str(token.attrGet("src") or "")
    name = renderer.renderInlineAsText(token.children, options, env) or "image"
    return f'<a href="{escape(address)}" rel="noreferrer noopener nofollow">{escape(name)}</a>'
