"""The app on the streams that pass a proxy."""

from __future__ import annotations

from ppchat.adapters.config import Settings
from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.services.proxy_session import Passing
from ppchat.tui.app import PPChat
from ppchat.tui.dialogs.confirm import Confirm
from ppchat.tui.screens.proxy.screen import ProxyScreen


class ProxyApp(PPChat):
    """Asks before it cuts the streams of others off, whatever screen is shown."""

    def __init__(self, settings: Settings, screen: ProxyScreen) -> None:
        super().__init__(
            screen,
            folder=settings.paths.data_dir,
            theme=settings.theme,
            keymap=settings.keymap,
            plain=settings.accessible,
        )
        self._proxy_screen = screen

    async def action_quit(self) -> None:
        """Quit, at once where that was asked for already."""
        if isinstance(self.screen, Confirm):
            self.exit()
        else:
            self._proxy_screen.action_leave()


def proxy_app(settings: Settings, proxy: ProxyProcess, target: str) -> ProxyApp:
    """The app, to be run; it starts the proxy and ends it."""
    return ProxyApp(settings, ProxyScreen(Passing(proxy, settings.paths.database), target))
