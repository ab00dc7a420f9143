"""Keeps the title of the terminal's window true."""

from __future__ import annotations

from ppchat.core.view.live.window_title import WindowTitle
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.widgets.status_bar import StatusBar


def keep_window_title(bar: StatusBar) -> None:
    """From now on, show in the window's title what the bar shows."""
    app, title = bar.app, WindowTitle()
    assert isinstance(app, TerminalApp)

    def show() -> None:
        app.show_title(title.text(bar.title, bar.status, is_focused=app.app_focus))

    for node, name in ((bar, "title"), (bar, "status"), (app, "app_focus")):
        bar.watch(node, name, show, init=False)
