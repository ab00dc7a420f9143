"""Actions of several screens: open a link, export a recording, compare recordings."""

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

MAX_COMPARED: Final = 5
"""Most recordings shown side by side."""


def open_link(app: App[Any], url: str) -> None:
    """Open a link in a browser, once the user has seen the address and confirmed."""

    def open_if_confirmed(confirmed: bool | None) -> None:
        if confirmed:
            app.open_url(url)

    app.push_screen(Confirm("Open this in a browser?", url), open_if_confirmed)


def export(app: App[Any], recording: Recording) -> None:
    """Ask where to export a recording."""
    app.push_screen(ExportScreen([("", recording)], "recording.jsonl"))


def compare(app: App[Any], recordings: Sequence[Recording]) -> None:
    """Show recordings side by side; for a single one, let the user pick another conversation."""
    first = app.screen_stack[0]
    if len(recordings) > 1:
        app.push_screen(CompareScreen(recordings[:MAX_COMPARED]))
    elif isinstance(first, ConversationScreen):
        first.compare_with_another(recordings[0])
    else:
        app.notify("There is no other response to compare it with.", timeout=3)


async def compare_conversations(
    app: App[Any], store: Store, ids: Sequence[str], reference: Node | None = None
) -> None:
    """Show the last responses of stored conversations side by side, after `reference`."""
    nodes = [reference] if reference else []
    for conversation_id in ids:
        try:
            path = (await asyncio.to_thread(store.load, conversation_id)).path
        except (KeyError, StoreError):  # deleted by another ppchat, or the disk is unavailable
            app.notify("A conversation can no longer be read.", severity="error", timeout=4)
        else:
            nodes += [node for node in path[-1:] if reference is None or node.id != reference.id]
    if len(nodes) < 2:
        app.notify("There is no other response to compare it with.", timeout=3)
        return
    if len(nodes) > MAX_COMPARED:
        app.notify(f"The first {MAX_COMPARED} of {len(nodes)} are shown.", timeout=4)
    shown = nodes[:MAX_COMPARED]
    names = [f"{response_name(node.recording)} · {title(node.prompt)}" for node in shown]
    app.push_screen(CompareScreen([node.recording for node in shown], names))
