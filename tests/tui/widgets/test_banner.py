"""The banner shows a problem as text, whatever is in it."""

from __future__ import annotations

from ppchat.core.stream.signals import Problem
from ppchat.tui.widgets.banner import Banner
from tests.support.hosts import Host


async def test_a_foreign_message_is_shown_as_text() -> None:
    banner = Banner(Problem("dns", "[bold]no\x1b[31m[/bold]", "Try again.\nOr not."))
    async with Host(banner).run_test(size=(40, 10)):
        assert str(banner.render()) == "[bold]no␛[31m[/bold]\nTry again.\nOr not."
        assert banner.size.height == 3
