"""Notifies a user who looks elsewhere that an answer has ended, or waits."""

from __future__ import annotations

import os
import time

from ppchat.core.view.live.notification import Notifications
from ppchat.tui.attention.sequences import notification_sequence
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.widgets.status_bar import StatusBar

ALWAYS, NEVER = "always", "never"


def notify_of_answers(bar: StatusBar, when: str) -> None:
    """From now on, notify the user of what the bar shows.

    `when` is a value of the setting `notify`: by default, only while the terminal has not the
    focus, which a terminal that does not report it always has.
    """
    app, notifications = bar.app, Notifications()
    assert isinstance(app, TerminalApp)

    def look() -> None:
        text = notifications.text(bar.title, bar.status, time.monotonic_ns())
        if text and when != NEVER and (when == ALWAYS or not app.app_focus):
            app.write_sequence(notification_sequence(os.environ, text))

    bar.watch(bar, "status", look, init=False)
