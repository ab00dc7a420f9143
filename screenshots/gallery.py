"""The gallery as sheets: what each type of output item looks like, in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.style import Style
from textual.strip import Strip

from ppchat.tui.style.themes import DARK
from screenshots.film import Film, film_svg
from tests.gallery.gallery import SCENES
from tests.gallery.pages import draw_page

WIDTH: Final = 66
"""Terminal cells of a column."""
ROWS: Final = 70
"""Rows of the terminal in which a page is drawn: as many as the longest needs."""
SHEETS: Final[Mapping[str, Sequence[str]]] = {
    "gallery": (
        "image_generation_call",
        "code_interpreter_call",
        "web_search_call",
        "file_search_call",
        "apply_patch_call",
        "shell_call_output",
        "mcp_list_tools",
        "reasoning",
    ),
    "gallery-calls": (
        "function_call",
        "function_call_output",
        "custom_tool_call",
        "custom_tool_call_output",
        "mcp_approval_request",
        "mcp_approval_response",
        "mcp_call",
        "computer_call",
        "computer_call_output",
    ),
    "gallery-more": (
        "message",
        "audio",
        "compaction",
        "shell_call",
        "local_shell_call",
        "local_shell_call_output",
        "apply_patch_call_output",
        "program",
        "program_output",
        "tool_search_call",
        "tool_search_output",
        "additional_tools",
    ),
}
"""The types on each sheet; a test checks that each is on one."""


def columns(pages: Sequence[Sequence[Strip]]) -> list[list[Strip]]:
    """The pages in two columns of about the same length, in their order."""
    total = sum(map(len, pages))
    result: list[list[Strip]] = [[], []]
    for page in pages:
        is_first = not result[1] and len(result[0]) + len(page) // 2 <= total // 2
        result[0 if is_first else 1].extend(page)
    return result


async def draw_sheet(name: str) -> str:
    """A sheet as an SVG."""
    pages = [await draw_page(item, SCENES[item](), (WIDTH, ROWS)) for item in SHEETS[name]]
    left, right = columns(pages)
    blank = Strip.blank(WIDTH, Style(bgcolor=DARK.background))
    height = max(len(left), len(right))
    for column in (left, right):
        column.extend([blank] * (height - len(column)))
    film = Film((2 * WIDTH, height), (WIDTH,))
    film.add(0, [Strip.join(pair) for pair in zip(left, right, strict=True)])
    label = f"What these look like: {', '.join(SHEETS[name]).replace('_', ' ')}"
    return film_svg(film, label, DARK.background or "#000000")
