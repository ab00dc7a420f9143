"""Copies text out of the app by every available means, and notifies the user which."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from textual.app import App

from ppchat.adapters.clipboard import copy_to_file, copy_with_tool, osc52
from ppchat.core.text.display import pluralize


async def copy_text(app: App[Any], text: str, folder: Path, amount: str = "") -> None:
    """Copy `text` through the terminal and a clipboard tool, or else to a file in `folder`.

    `amount` says how much it is, in words; by default the number of its characters.
    """
    sequence = osc52(text, in_tmux="TMUX" in os.environ)
    if sequence and app._driver is not None:
        app._driver.write(sequence)
    tool = await copy_with_tool(text, os.environ)
    means = [name for name in (tool, "the terminal" if sequence else "") if name]
    count = amount or pluralize(len(text), "character")
    if means:
        app.notify(f"Copied {count} via {' and '.join(means)}.", timeout=2, markup=False)
        return
    try:
        path = await asyncio.to_thread(copy_to_file, text, folder)
    except OSError as error:
        app.notify(f"Could not copy: {error}", severity="error", markup=False)
    else:
        app.notify(f"Too long for the terminal: saved {count} to {path}", markup=False, timeout=8)
