"""The app on its main screen as tests drive it: real store, real reader, a server that is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from textual.pilot import Pilot

from ppchat.adapters.config import settings
from ppchat.adapters.paths import Paths
from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Conversation, Node
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived
from ppchat.services.chat import Chat
from ppchat.services.resume import LAST
from ppchat.tui.app import PPChat
from ppchat.tui.events.event_list import EventList
from ppchat.tui.run import make_app
from ppchat.tui.screens.conversation.panes import Panes
from ppchat.tui.screens.conversation.screen import ConversationScreen
from ppchat.tui.transcript import Transcript
from ppchat.tui.widgets.banner import Banner
from ppchat.tui.widgets.prompt import Prompt
from ppchat.tui.widgets.status_bar import StatusBar
from tests.support.loopback import Script, serving, text_stream

PATIENCE_S: Final = 60
"""How long a test waits for what must come; only a failing test ever waits that long."""
NOBODY: Final = "http://127.0.0.1:9/v1"
"""Where nobody listens, for what asks nobody."""
KEPT: Final = "5ca1ab1e"
"""The id of the conversation that `keep` writes."""

Turn = tuple[str, Recording] | tuple[str, Recording, int | None]
"""A prompt, its answer, and the turn it follows, where that is not the one before."""


def place(folder: Path) -> Paths:
    """Where an app keeps its things in `folder`."""
    return Paths(folder / "config.toml", folder)


def keep(folder: Path, *turns: Turn, conversation: str = KEPT) -> None:
    """Write a conversation, as if it had been had before."""
    store = Store(place(folder).database)
    for number, (prompt, made, *rest) in enumerate(turns):
        after = rest[0] if rest else (number - 1 if number else None)
        parent = None if after is None else f"{conversation}-{after}"
        asked = Recording(made.request, f"2026-03-18T15:{number:02}:00.000+00:00")
        node = Node(f"{conversation}-{number}", parent, prompt, asked)
        store.begin_run(conversation, node)
        for signal in _signals(made):
            store.append(node.id, signal)
        store.end_run(node.id, made)
    store.close()


def _signals(made: Recording) -> Iterable[Any]:
    from ppchat.core.stream.signals import Started

    yield Started(made.t0_ns)
    if made.opened:
        yield made.opened
    yield Arrived(tuple(made.frames()))


def loaded(folder: Path, conversation: str = KEPT) -> Conversation:
    """What is kept of a conversation."""
    store = Store(place(folder).database)
    try:
        return store.load(conversation)
    finally:
        store.close()


class Chatting:
    """The running app, with what tests look at."""

    def __init__(self, pilot: Pilot[int]) -> None:
        assert isinstance(pilot.app, PPChat)
        screen = pilot.app.screen_stack[0]
        assert isinstance(screen, ConversationScreen)
        self.pilot, self.app, self.screen = pilot, pilot.app, screen
        self.said: list[str] = []
        """The messages that were put before the person, those that went again among them."""
        self._listen(pilot.app)

    def _listen(self, app: PPChat) -> None:
        notify = app.notify

        def heard(message: str, **given: Any) -> None:
            self.said.append(message)
            notify(message, **given)

        app.notify = heard  # type: ignore[method-assign]

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
    def word(self) -> str:
        """What the status bar says of the stream."""
        return self.status.status.word

    @property
    def banner(self) -> str:
        return "".join(str(banner.content) for banner in self.screen.query(Banner))

    @property
    def chat(self) -> Chat:
        return self.screen._chat

    @property
    def text(self) -> str:
        """What is on the screen, with whatever lies over it."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(each.text for each in strip).rstrip() for strip in strips)

    @property
    def texts(self) -> list[str]:
        """The texts of the transcript's cells."""
        return [str(cell.text) for cell in self.transcript.cells]

    async def until(self, holds: Callable[[], object]) -> None:
        """Let the app work until something holds; fails where it never does."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < deadline, f"it never came to hold; the screen:\n{self.text}"
            await asyncio.sleep(0.005)
        await self.pilot.pause()

    async def ready(self) -> None:
        """Wait until the app has got all that the first question needs."""
        seen: dict[int, Any] = {}

        def is_ready() -> bool:
            seen.update({id(each): each for each in self.app.workers if each.group == "ready"})
            return self.screen._ready.is_set() and all(each.is_finished for each in seen.values())

        await self.until(is_ready)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def write(self, text: str) -> None:
        """Put a text in the prompt, as if typed."""
        self.prompt.put(text)
        await self.pilot.pause()

    async def ask(self, text: str) -> None:
        """Send a prompt, and wait until its answer has ended."""
        count = len(self.chat.conversation)
        await self.write(text)
        await self.press("enter")
        await self.until(lambda: len(self.chat.conversation) > count)
        await self.until(lambda: self.chat.reading is None)


def app_at(folder: Path, base_url: str = NOBODY, **given: Any) -> PPChat:
    """The app, keeping all in `folder`. `given`: flags, and `prompt` and `resume` of `make_app`."""
    opening = {name: given.pop(name) for name in ("prompt", "resume") if name in given}
    flags = {"base_url": base_url, **given}
    return make_app(settings(place(folder), flags, {}), **opening)


@asynccontextmanager
async def chatting(
    folder: Path,
    script: Script | None = None,
    *turns: Turn,
    size: tuple[int, int] = (120, 36),
    flags: Mapping[str, Any] | None = None,
) -> AsyncIterator[Chatting]:
    """The app, asking a server that answers by `script`, on a conversation of `turns` if any."""
    if turns:
        keep(folder, *turns)
    given: dict[str, Any] = {"resume": LAST} if turns else {}
    given |= flags or {}
    async with serving(script or saying("Hello", " there")) as server:
        app = app_at(folder, server.base_url, **given)
        async with app.run_test(size=size) as pilot:
            driver = Chatting(pilot)
            await driver.ready()
            yield driver


def saying(*pieces: str) -> Script:
    """A script that answers these pieces of text to whatever is asked."""

    async def script(exchange: Any) -> None:
        await exchange.open()
        await exchange.chunk(*text_stream(*pieces))
        await exchange.close()

    return script


class Held:
    """A script whose answers say a piece and wait until they are let go."""

    def __init__(self, *pieces: str) -> None:
        self._frames = text_stream(*pieces)
        self._go = asyncio.Event()
        self.gone = asyncio.Event()
        """Set once the client has closed the connection of an answer that was held."""

    def let_go(self) -> None:
        self._go.set()

    async def __call__(self, exchange: Any) -> None:
        await exchange.open()
        await exchange.chunk(*self._frames[:4])
        go, gone = asyncio.create_task(self._go.wait()), asyncio.create_task(exchange.gone())
        await asyncio.wait({go, gone}, return_when=asyncio.FIRST_COMPLETED)
        left = gone.done()
        for task in (go, gone):
            task.cancel()
        await asyncio.gather(go, gone, return_exceptions=True)
        if left:
            self.gone.set()
            return
        await exchange.chunk(*self._frames[4:])
        await exchange.close()
