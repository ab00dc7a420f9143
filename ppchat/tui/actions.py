"""What the app does for its screens: open a link, and open one screen for another.

A screen is imported when it is first opened: importing all of them would delay the first one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from textual.app import App

from ppchat.adapters.store.search.results import SearchHit
from ppchat.adapters.store.store import Store, StoreError, new_id
from ppchat.core.chat.conversation import Conversation, Node, title
from ppchat.core.recording.recording import Recording
from ppchat.tui.navigation import (
    MAX_COMPARED,
    ComparisonRequested,
    ConversationRequested,
    ExportRequested,
    InspectorRequested,
    ScreenRequested,
    StoredComparisonRequested,
)
from ppchat.tui.terminal.app import TerminalApp

if TYPE_CHECKING:
    from ppchat.tui.pictures.named_image import NamedImage

_NOTHING_TO_COMPARE = "There is nothing to compare it with."


def open_link(app: App[Any], url: str) -> None:
    """Open a link in a browser, once the user has seen the address and confirmed."""
    from ppchat.tui.dialogs.confirm import Confirm

    def open_if_confirmed(confirmed: bool | None) -> None:
        if confirmed:
            app.open_url(url)

    app.push_screen(Confirm("Open this in a browser?", url), open_if_confirmed)


def use_image(app: App[Any], images: Sequence[NamedImage], index: int, purpose: str) -> None:
    """View the image at `index`, open it outside or save it."""
    from ppchat.tui.dialogs.images.image_viewer import ImageViewer
    from ppchat.tui.pictures.named_image import open_outside, save_to_folder

    match purpose:
        case "open":
            open_outside(app, images[index])
        case "save":
            save_to_folder(app, images[index])
        case _:
            app.push_screen(ImageViewer(images, index))


def open_screen(app: App[Any], request: ScreenRequested) -> None:
    """Open the screen that another screen asks for."""
    match request:
        case InspectorRequested():
            _inspect(app, request)
        case ExportRequested():
            _export(app, request)
        case ComparisonRequested(recordings, names):
            _compare(app, recordings, names)
        case StoredComparisonRequested(store, ids, reference):
            work = _compare_stored(app, store, ids, reference)
            app.run_worker(work, group="compare", exclusive=True)
        case ConversationRequested():
            app.run_worker(_pick_conversation(app, request), group="sessions", exclusive=True)


def _inspect(app: App[Any], request: InspectorRequested) -> None:
    from ppchat.tui.screens.inspect.screen import InspectScreen

    screen = InspectScreen(
        request.recordings,
        request.index,
        position=request.position,
        play_speed=request.play_speed,
        marks=request.marks,
    )
    app.push_screen(screen)


def _export(app: App[Any], request: ExportRequested) -> None:
    from ppchat.tui.dialogs.files.export import ExportScreen

    app.push_screen(ExportScreen(request.turns, request.file_name, request.selected))


def _compare(app: App[Any], recordings: Sequence[Recording], names: Sequence[str]) -> None:
    """Show recordings side by side; for a single one, let the user pick another conversation."""
    from ppchat.tui.screens.compare.screen import CompareScreen
    from ppchat.tui.screens.conversation.screen import ConversationScreen
    from ppchat.tui.screens.sessions.screen import SessionsScreen

    first = app.screen_stack[0]
    if len(recordings) > 1:
        app.push_screen(CompareScreen(recordings[:MAX_COMPARED], names[:MAX_COMPARED]))
    elif isinstance(first, ConversationScreen) and first.chat:
        reference = first.node_of(recordings[0])
        app.push_screen(SessionsScreen(first.chat.store, reference=reference, comparing=True))
    else:
        app.notify(_NOTHING_TO_COMPARE, timeout=3)


async def _compare_stored(
    app: App[Any], store: Store, ids: Sequence[str], reference: Node | None
) -> None:
    """Show the last responses of stored conversations side by side, after `reference`."""
    from ppchat.core.metrics.compare import response_names
    from ppchat.tui.screens.compare.screen import CompareScreen

    nodes = [reference] if reference else []
    questions = [title(reference.prompt)] if reference else []
    for conversation_id in ids:
        try:
            conversation = await asyncio.to_thread(store.open_conversation, conversation_id)
        except (KeyError, StoreError):  # deleted by another ppchat, or the disk is unavailable
            app.notify("A conversation can no longer be read.", severity="error", timeout=4)
        else:
            for node in conversation.path[-1:]:
                if reference is None or node.id != reference.id:
                    nodes.append(node)
                    questions.append(title(conversation.rounds(node.id)[0].prompt))
    if len(nodes) < 2:
        app.notify(_NOTHING_TO_COMPARE, timeout=3)
        return
    if len(nodes) > MAX_COMPARED:
        app.notify(f"The first {MAX_COMPARED} of {len(nodes)} are shown.", timeout=4)
    shown = nodes[:MAX_COMPARED]
    recordings = [node.recording for node in shown]
    names = [
        " · ".join(filter(None, (name, question)))
        for name, question in zip(response_names(recordings), questions, strict=False)
    ]
    app.push_screen(CompareScreen(recordings, names))


async def _pick_conversation(app: App[Any], request: ConversationRequested) -> None:
    """Let the user pick a conversation, or begin a new one, also after deleting the current one."""
    from ppchat.tui.screens.sessions.screen import NEW, SessionsScreen

    path = request.current.path
    sessions = SessionsScreen(
        request.store, reference=path[-1] if path else None, search=request.search
    )
    picked = await app.push_screen_wait(sessions)
    if picked is None and request.current.id in sessions.deleted:
        picked = NEW
    if picked is None:
        return
    if picked == NEW:
        request.on_picked(Conversation(new_id()), None)
        return
    hit = picked if isinstance(picked, SearchHit) else None
    conversation_id = hit.conversation_id if hit else str(picked)
    holds = app.hold_keys() if isinstance(app, TerminalApp) else nullcontext()
    try:
        with holds:  # keys typed meanwhile are meant for the conversation
            conversation = await asyncio.to_thread(request.store.open_conversation, conversation_id)
            if hit:
                conversation.select(hit.run_id)
            request.on_picked(conversation, hit)
    except (KeyError, StoreError):  # deleted by another ppchat, or the disk is unavailable
        app.notify("The conversation can no longer be opened.", severity="error", timeout=4)
