"""The app on the streams that pass through a proxy."""

from __future__ import annotations

from ppchat.adapters.config import Settings
from ppchat.adapters.processes.proxy import ProxyProcess
from ppchat.services.proxy_session import ProxySession
from ppchat.tui.app import PPChat
from ppchat.tui.dialogs.confirm import Confirm
from ppchat.tui.screens.proxy.screen import ProxyScreen


class ProxyApp(PPChat):
    """Asks before it cuts off the streams of other clients, on every screen."""

    def __init__(self, settings: Settings, screen: ProxyScreen) -> None:
        super().__init__(screen, settings)
        self._proxy_screen = screen

    async def action_quit(self) -> None:
        """Quit; while the confirmation is shown, quit at once."""
        if isinstance(self.screen, Confirm):
            self.exit()
        else:
            self._proxy_screen.action_leave()


def proxy_app(settings: Settings, proxy: ProxyProcess, target: str) -> ProxyApp:
    """The app on a proxy, which it starts and ends."""
    screen = ProxyScreen(ProxySession(proxy, settings.paths.database), target)
    screen.title = f"Proxy to {target}"
    return ProxyApp(settings, screen)
