"""The two themes of ppchat; any of Textual's themes can be chosen as well."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DARK = Theme(
    name="ppchat-dark",
    dark=True,
    background="#14161d",
    surface="#1b1e28",
    panel="#252a37",
    foreground="#d3d8e6",
    primary="#6fc3ef",
    secondary="#b59cf2",
    accent="#f0a56c",
    warning="#f0b65e",
    success="#7dcf8d",
    error="#f0738c",
    variables={"block-cursor-text-style": "none", "footer-key-foreground": "#f0a56c"},
)
LIGHT = Theme(
    name="ppchat-light",
    dark=False,
    background="#fbfaf7",
    surface="#f2f0ea",
    panel="#e5e2d9",
    foreground="#2a2e3b",
    primary="#0a6ca3",
    secondary="#6a4dbd",
    accent="#ad4f1b",
    warning="#8f6000",
    success="#1d7638",
    error="#bd2745",
    variables={"block-cursor-text-style": "none", "footer-key-foreground": "#ad4f1b"},
)

PPCHAT_THEMES: Final = {theme.name: theme for theme in (DARK, LIGHT)}
