"""The app on its main screen, driven by tests: real store, real reader, a scripted server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from textual.pilot import Pilot

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.paths import Paths
from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived
from ppchat.core.view.cell import CellKind
from ppchat.services.chat import ChatSession
from ppchat.services.launch import LAST
from ppchat.tui.app import PPChat
from ppchat.tui.events.event_list import EventList
from ppchat.tui.run import make_app
from ppchat.tui.screens.conversation.panes import Panes
from ppchat.tui.screens.conversation.screen import ConversationScreen
from ppchat.tui.screens.conversation.welcome.welcome import Welcome
from ppchat.tui.transcript import Transcript
from ppchat.tui.widgets.banner import Banner
from ppchat.tui.widgets.foot import Foot
from ppchat.tui.widgets.prompt import Prompt
from ppchat.tui.widgets.status_bar import StatusBar
from tests.support.loopback import Script, scripted_server, text_stream
from tests.support.until import until

NOBODY: Final = "http://127.0.0.1:1/v1"
"""An address where nobody listens, for tests that send nothing."""
STORED_ID: Final = "5ca1ab1e"
"""The id of the conversation that `save_conversation` writes."""

Turn = tuple[str, Recording] | tuple[str, Recording, int | None]
"""A prompt, its answer, and the index of its parent, if that is not the previous turn."""


def paths_in(folder: Path) -> Paths:
    """The paths of an app that keeps everything in `folder`."""
    return Paths(folder / "config.toml", folder)


def save_conversation(folder: Path, *turns: Turn, conversation: str = STORED_ID) -> None:
    """Write a conversation to the store, as an earlier run of the app would have."""
    nodes = []
    for number, (prompt, recording, *rest) in enumerate(turns):
        after = rest[0] if rest else (number - 1 if number else None)
        parent = None if after is None else f"{conversation}-{after}"
        nodes.append(Node(f"{conversation}-{number}", parent, prompt, recording))
    save_nodes(folder, nodes, conversation)


def save_nodes(folder: Path, nodes: Iterable[Node], conversation: str = STORED_ID) -> None:
    """Write the nodes of a conversation to the store."""
    store = Store(paths_in(folder).database)
    for number, node in enumerate(nodes):
        recording = node.recording
        empty = Recording(recording.request, f"2026-03-18T15:{number:02}:00.000+00:00")
        store.begin_run(conversation, replace(node, recording=empty))
        for signal in _signals(recording):
            store.append(node.id, signal)
        store.end_run(node.id, recording.summary)
    store.close()


def _signals(recording: Recording) -> Iterable[Any]:
    from ppchat.core.stream.signals import Started

    yield Started(recording.t0_ns)
    if recording.opened:
        yield recording.opened
    yield Arrived(tuple(recording.frames()))


def load_conversation(folder: Path, conversation: str = STORED_ID) -> Conversation:
    """A conversation as the store has it."""
    store = Store(paths_in(folder).database)
    try:
        return store.load(conversation)
    finally:
        store.close()


class ChatDriver:
    """The running app, with what tests read from it."""

    def __init__(self, pilot: Pilot[int]) -> None:
        assert isinstance(pilot.app, PPChat)
        screen = pilot.app.screen_stack[0]
        assert isinstance(screen, ConversationScreen)
        self.pilot, self.app, self.screen = pilot, pilot.app, screen
        self.notifications: list[str] = []
        """The notifications so far, including those that have disappeared."""
        self._listen(pilot.app)

    def _listen(self, app: PPChat) -> None:
        notify = app.notify

        def record(message: str, **options: Any) -> None:
            self.notifications.append(message)
            notify(message, **options)

        app.notify = record  # type: ignore[method-assign]

    @property
    def prompt(self) -> Prompt:
        return self.screen.query_one(Prompt)

    @property
    def panes(self) -> Panes:
        return self.screen.query_one(Panes)

    @property
    def transcript(self) -> Transcript:
        return self.screen.query_one(Transcript)

    @property
    def events(self) -> EventList:
        return self.screen.query_one(EventList)

    @property
    def status(self) -> StatusBar:
        return self.screen.query_one(StatusBar)

    @property
    def foot(self) -> Foot:
        return self.screen.query_one(Foot)

    @property
    def welcome(self) -> Welcome:
        return self.screen.query_one(Welcome)

    @property
    def word(self) -> str:
        """The word of the status bar for the state of the stream."""
        return self.status.status.word

    @property
    def banner(self) -> str:
        return "".join(str(banner.content) for banner in self.screen.query(Banner))

    @property
    def chat(self) -> ChatSession:
        return self.screen._chat

    @property
    def text(self) -> str:
        """The text on the screen, including what covers it."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def texts(self) -> list[str]:
        """The texts of the transcript's cells, without the figures of ended answers."""
        cells = self.transcript.cells
        return [str(cell.text) for cell in cells if cell.kind is not CellKind.FIGURES]

    async def until(self, condition: Callable[[], object]) -> None:
        """Let the app run until the condition holds; fails if it never does."""
        await until(self.pilot, condition, lambda: f"the screen:\n{self.text}")

    async def ready(self) -> None:
        """Wait until the app has loaded what the first prompt needs."""
        workers: dict[int, Any] = {}

        def is_ready() -> bool:
            workers.update({id(w): w for w in self.app.workers if w.group == "ready"})
            return self.screen._ready.is_set() and all(
                worker.is_finished for worker in workers.values()
            )

        await self.until(is_ready)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def write(self, text: str) -> None:
        """Put a text in the prompt box, as if typed."""
        self.prompt.set_text(text)
        await self.pilot.pause()

    async def ask(self, text: str) -> None:
        """Send a prompt, and wait until its answer has ended and is drawn."""
        count = len(self.chat.conversation)
        await self.write(text)
        await self.press("enter")
        await self.until(lambda: len(self.chat.conversation) > count and not self.screen.is_asking)


def build_app(folder: Path, base_url: str = NOBODY, **options: Any) -> PPChat:
    """The app on `folder`. `options`: flags, and `prompt` and `resume` of `make_app`."""
    launch = {name: options.pop(name) for name in ("prompt", "resume") if name in options}
    flags = {"base_url": base_url, **options}
    return make_app(resolve_settings(paths_in(folder), flags, {}), **launch)


@asynccontextmanager
async def run_chat(
    folder: Path,
    script: Script | None = None,
    *turns: Turn,
    size: tuple[int, int] = (120, 36),
    flags: Mapping[str, Any] | None = None,
) -> AsyncIterator[ChatDriver]:
    """The app on a conversation of `turns`, if any, and a server that answers by `script`."""
    if turns:
        save_conversation(folder, *turns)
    options: dict[str, Any] = {"resume": LAST} if turns else {}
    options |= flags or {}
    async with scripted_server(script or reply_with("Hello", " there")) as server:
        app = build_app(folder, server.base_url, **options)
        async with app.run_test(size=size) as pilot:
            driver = ChatDriver(pilot)
            await driver.ready()
            yield driver


def reply_with(*pieces: str) -> Script:
    """A script that answers every request with these pieces of text."""

    async def script(exchange: Any) -> None:
        await exchange.open()
        await exchange.chunk(*text_stream(*pieces))
        await exchange.close()

    return script


class HeldScript:
    """A script whose answers pause after the first piece until they are released."""

    def __init__(self, *pieces: str) -> None:
        self._frames = text_stream(*pieces)
        self._released = asyncio.Event()
        self.client_left = asyncio.Event()
        """Set once the client has closed the connection of a paused answer."""

    def release(self) -> None:
        self._released.set()

    async def __call__(self, exchange: Any) -> None:
        await exchange.open()
        await exchange.chunk(*self._frames[:4])
        released, left = (
            asyncio.create_task(self._released.wait()),
            asyncio.create_task(exchange.wait_for_disconnect()),
        )
        await asyncio.wait({released, left}, return_when=asyncio.FIRST_COMPLETED)
        client_left = left.done()
        for task in (released, left):
            task.cancel()
        await asyncio.gather(released, left, return_exceptions=True)
        if client_left:
            self.client_left.set()
            return
        await exchange.chunk(*self._frames[4:])
        await exchange.close()
