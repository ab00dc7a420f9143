"""The two themes of ppchat; any of Textual's themes can be chosen as well."""

from __future__ import annotations

from typing import Final

from rich.color import ColorSystem
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
    variables={
        "block-cursor-text-style": "none",
        "scrollbar-background": "#1b1e28",
        "scrollbar-background-hover": "#1b1e28",
        "scrollbar-background-active": "#1b1e28",
        "text-muted": "#9aa1b5",
        "footer-key-foreground": "#f0a56c",
    },
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
    variables={
        "block-cursor-text-style": "none",
        "scrollbar-background": "#f2f0ea",
        "scrollbar-background-hover": "#f2f0ea",
        "scrollbar-background-active": "#f2f0ea",
        "text-muted": "#5a5f6e",
        "footer-key-foreground": "#ad4f1b",
    },
)

# Text that is muted has a colour of its own: the default, a share of black or white, is a share in
# styles alone, and full black or white in the text of a widget.

# With fewer colours, the nearest of each would be a palette by accident: surfaces that become one,
# tints that vanish. So each theme has its own palettes of colours that such a terminal has. The
# variables `ground-…` are the grounds that are otherwise tints of the background.

_DARK_256 = Theme(
    name=DARK.name,
    dark=True,
    background="#121212",
    surface="#262626",
    panel="#3a3a3a",
    foreground="#dadada",
    primary="#5fd7ff",
    secondary="#af87ff",
    accent="#ffaf5f",
    warning="#ffd75f",
    success="#87d787",
    error="#ff5f87",
    variables={
        "block-cursor-text-style": "none",
        "scrollbar-background": "#262626",
        "scrollbar-background-hover": "#262626",
        "scrollbar-background-active": "#262626",
        "text-muted": "#a8a8a8",
        "footer-key-foreground": "#ffaf5f",
        "block-cursor-background": "#005f87",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#005f87",
        "block-cursor-blurred-foreground": "#ffffff",
        "ground-code": "#303030",
        "ground-raised": "#303030",
        "ground-cursor": "#444444",
        "ground-focus": "#005f87",
        "ground-select": "#005f87",
        "ground-match": "#5f5f00",
        "ground-added": "#005f5f",
        "ground-heat": "#005f00 #5f5f00 #875f00 #870000 #af0000",
    },
)
_LIGHT_256 = Theme(
    name=LIGHT.name,
    dark=False,
    background="#ffffff",
    surface="#eeeeee",
    panel="#dadada",
    foreground="#262626",
    primary="#005faf",
    secondary="#8700af",
    accent="#af5f00",
    warning="#875f00",
    success="#008700",
    error="#d70000",
    variables={
        "block-cursor-text-style": "none",
        "scrollbar-background": "#eeeeee",
        "scrollbar-background-hover": "#eeeeee",
        "scrollbar-background-active": "#eeeeee",
        "text-muted": "#585858",
        "footer-key-foreground": "#af5f00",
        "block-cursor-background": "#afd7ff",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#afd7ff",
        "block-cursor-blurred-foreground": "#000000",
        "ground-code": "#e4e4e4",
        "ground-raised": "#e4e4e4",
        "ground-cursor": "#d0d0d0",
        "ground-focus": "#afd7ff",
        "ground-select": "#afd7ff",
        "ground-match": "#ffd787",
        "ground-added": "#afffd7",
        "ground-heat": "#d7ffd7 #ffffaf #ffd7af #ffafaf #ff8787",
    },
)
_DARK_16 = Theme(
    name=DARK.name,
    dark=True,
    background="#000000",
    surface="#000000",
    panel="#000000",
    foreground="#ffffff",
    primary="#55ffff",
    secondary="#ff55ff",
    accent="#ffff55",
    warning="#ffff55",
    success="#55ff55",
    error="#ff5555",
    variables={
        "block-cursor-text-style": "none",
        "scrollbar-background": "#000000",
        "scrollbar-background-hover": "#000000",
        "scrollbar-background-active": "#000000",
        "text-muted": "#aaaaaa",
        "footer-key-foreground": "#ffff55",
        "block-cursor-background": "#0000aa",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#0000aa",
        "block-cursor-blurred-foreground": "#ffffff",
        "ground-code": "#000000",
        "ground-raised": "#000000",
        "ground-cursor": "#0000aa",
        "ground-focus": "#0000aa",
        "ground-select": "#0000aa",
        "ground-match": "#aa00aa",
        "ground-added": "#0000aa",
        "ground-heat": "#000000 #000000 #0000aa #aa00aa #aa0000",
    },
)
_LIGHT_16 = Theme(
    name=LIGHT.name,
    dark=False,
    background="#ffffff",
    surface="#ffffff",
    panel="#aaaaaa",
    foreground="#000000",
    primary="#0000aa",
    secondary="#aa00aa",
    accent="#aa0000",
    warning="#aa0000",
    success="#0000aa",
    error="#aa0000",
    variables={
        "block-cursor-text-style": "none",
        "scrollbar-background": "#ffffff",
        "scrollbar-background-hover": "#ffffff",
        "scrollbar-background-active": "#ffffff",
        "text-muted": "#000000",
        "footer-key-foreground": "#aa0000",
        "block-cursor-background": "#55ffff",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#55ffff",
        "block-cursor-blurred-foreground": "#000000",
        "ground-code": "#aaaaaa",
        "ground-raised": "#aaaaaa",
        "ground-cursor": "#aaaaaa",
        "ground-focus": "#55ffff",
        "ground-select": "#55ffff",
        "ground-match": "#ffff55",
        "ground-added": "#55ff55",
        "ground-heat": "#ffffff #ffffff #ffff55 #ffff55 #ff55ff",
    },
)

PPCHAT_THEMES: Final = {theme.name: theme for theme in (DARK, LIGHT)}
_BY_DEPTH: Final = {
    ColorSystem.EIGHT_BIT: {theme.name: theme for theme in (_DARK_256, _LIGHT_256)},
    ColorSystem.STANDARD: {theme.name: theme for theme in (_DARK_16, _LIGHT_16)},
}


def themes_for(depth: ColorSystem) -> dict[str, Theme]:
    """The themes of ppchat by name, in colours that a terminal of this depth has."""
    return _BY_DEPTH.get(depth, PPCHAT_THEMES)
