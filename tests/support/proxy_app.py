"""The app on a proxy, driven by tests: the real process, a scripted server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from openai import AsyncOpenAI
from textual.pilot import Pilot

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.services.proxy_session import ProxySession
from ppchat.tui.proxy_app import ProxyApp, proxy_app
from ppchat.tui.screens.proxy.screen import ProxyScreen
from ppchat.tui.screens.proxy.stream_list import StreamList
from tests.support.chat_app import paths_in
from tests.support.loopback import Script, scripted_server
from tests.support.until import until

KEY = "sk-" + "k" * 40


class ProxyDriver:
    """The running app, with what tests read from it."""

    def __init__(self, pilot: Pilot[int], app: ProxyApp, proxy: ProxyProcess) -> None:
        self.pilot, self.app, self.base_url = pilot, app, proxy.base_url
        screen = app.screen_stack[0]
        assert isinstance(screen, ProxyScreen)
        self.screen = screen

    @property
    def session(self) -> ProxySession:
        return self.screen._session

    @property
    def list(self) -> StreamList:
        return self.screen.query_one(StreamList)

    @property
    def text(self) -> str:
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    async def until(self, condition: Callable[[str], object]) -> None:
        """Let the app run until the condition holds for the text on its screen."""
        await until(self.pilot, lambda: condition(self.text), lambda: f"the screen:\n{self.text}")

    async def ask(self, *prompts: str) -> None:
        """Let a client send prompts, each after the answer to the previous one."""
        async with AsyncOpenAI(base_url=self.base_url, api_key=KEY, max_retries=0) as client:
            for prompt in prompts:
                stream = await client.responses.create(model="m", input=prompt, stream=True)
                async for _ in stream:
                    pass

    async def ask_and_wait(self, *prompts: str) -> None:
        """Let a client send prompts, and wait until all answers are complete."""
        count = len(self.session.streams) + len(prompts)
        await self.ask(*prompts)
        await self.until(lambda text: len(self.session.streams) == count and "○ idle" in text)


@asynccontextmanager
async def run_proxy_app(
    folder: Path, script: Script, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[ProxyDriver]:
    async with scripted_server(script) as target:
        proxy = ProxyProcess(target.base_url)
        app = proxy_app(resolve_settings(paths_in(folder), {}, {}), proxy, target.base_url)
        async with app.run_test(size=size) as pilot:
            yield ProxyDriver(pilot, app, proxy)
