"""What any screen may want done: a link opened, a recording written or put beside others."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from textual.app import App

from ppchat.adapters.store.store import Store, StoreError
from ppchat.core.chat.conversation import Node, title
from ppchat.core.recording.recording import Recording
from ppchat.tui.dialogs.confirm import Confirm
from ppchat.tui.dialogs.export import ExportScreen
from ppchat.tui.screens.compare.screen import CompareScreen, response_name
from ppchat.tui.screens.conversation.screen import ConversationScreen

COMPARED: Final = 5
"""Recordings that are put side by side at most."""


def open_link(app: App[Any], url: str) -> None:
    """Open a link in a browser, once the person has seen where it goes and said yes."""

    def open_it(wanted: bool | None) -> None:
        if wanted:
            app.open_url(url)

    app.push_screen(Confirm("Open this in a browser?", url), open_it)


def export(app: App[Any], recording: Recording) -> None:
    """Ask where a recording is to be written."""
    app.push_screen(ExportScreen([("", recording)], "recording.jsonl"))


def compare(app: App[Any], recordings: Sequence[Recording]) -> None:
    """Show recordings side by side; with one alone, have another chosen among those kept."""
    first = app.screen_stack[0]
    if len(recordings) > 1:
        app.push_screen(CompareScreen(recordings[:COMPARED]))
    elif isinstance(first, ConversationScreen):
        first.compare_with_another(recordings[0])
    else:
        app.notify("There is no other response to compare it with.", timeout=3)


async def compare_kept(
    app: App[Any], store: Store, ids: Sequence[str], beside: Node | None = None
) -> None:
    """Show the last responses of kept conversations side by side, `beside` before them."""
    nodes = [beside] if beside else []
    for each in ids:
        try:
            path = (await asyncio.to_thread(store.load, each)).path
        except (KeyError, StoreError):  # another ppchat has deleted it, or the disk is gone
            app.notify("A conversation can't be read any more.", severity="error", timeout=4)
        else:
            nodes += [node for node in path[-1:] if beside is None or node.id != beside.id]
    if len(nodes) < 2:
        app.notify("There is no other response to compare it with.", timeout=3)
        return
    if len(nodes) > COMPARED:
        app.notify(f"The first {COMPARED} of {len(nodes)} are shown.", timeout=4)
    shown = nodes[:COMPARED]
    names = [f"{response_name(node.recording)} · {title(node.prompt)}" for node in shown]
    app.push_screen(CompareScreen([node.recording for node in shown], names))
