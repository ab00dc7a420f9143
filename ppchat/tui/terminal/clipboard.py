"""Copying out of the app, by every way there is, and what the person is told of it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from textual.app import App

from ppchat.adapters.clipboard import copy_by_tool, copy_to_file, osc52


async def copied(app: App[Any], text: str, folder: Path) -> None:
    """Copy `text` through the terminal and a tool; to a file in `folder` where neither can."""
    sequence = osc52(text, in_tmux="TMUX" in os.environ)
    if sequence and app._driver is not None:
        app._driver.write(sequence)
    tool = await copy_by_tool(text, os.environ)
    ways = [name for name in (tool, "the terminal" if sequence else "") if name]
    count = f"{len(text):,} character{'' if len(text) == 1 else 's'}"
    if ways:
        app.notify(f"Copied {count} by {' and '.join(ways)}.", timeout=2, markup=False)
        return
    try:
        path = await asyncio.to_thread(copy_to_file, text, folder)
    except OSError as error:
        app.notify(f"Could not copy: {error}", severity="error", markup=False)
    else:
        app.notify(f"Too long for the terminal: {count} are in {path}", markup=False, timeout=8)
