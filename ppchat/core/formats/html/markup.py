"""Foreign text → HTML that is text: no character of it can end what it stands in."""

from __future__ import annotations

import html
import json
from typing import Any, Protocol

from ppchat.core.security.sanitize import replace_controls


def escape(text: str) -> str:
    """The text as HTML, also inside an attribute; controls and bidi controls are replaced."""
    return html.escape(replace_controls(text))


def script_json(value: Any) -> str:
    """A value as JSON inside a `script` element, which none of its characters can end."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


class Renderer(Protocol):
    """Draws texts for a page; returns HTML without scripts, styles, and addresses to load."""

    def markdown(self, text: str) -> str:
        """Markdown as HTML."""

    def code(self, text: str, language: str) -> str:
        """What stands inside a `code` element."""


class PlainRenderer:
    """Draws texts as they are."""

    def markdown(self, text: str) -> str:
        """The source of the Markdown."""
        return f'<pre class="plain">{escape(text)}</pre>'

    def code(self, text: str, language: str) -> str:  # noqa: ARG002
        """The code without colours."""
        return escape(text)
