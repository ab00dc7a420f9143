"""Which notifications are on the screen."""

from __future__ import annotations

from pathlib import Path

from textual.notifications import Notification
from textual.widgets._toast import Toast

from ppchat.tui.app import PPChat
from ppchat.tui.toasts import add_toast, unread_toasts
from ppchat.tui.widgets.prompt import Prompt
from tests.support.chat_app import NOBODY, build_app
from tests.support.until import until


def messages(toasts: list[Notification]) -> list[str]:
    return [toast.message for toast in toasts]


def test_the_same_message_counts_up() -> None:
    shown: list[Notification] = []
    for text in ("copied", "copied", "saved (1)", "copied"):
        shown = add_toast(shown, Notification(text))
    assert messages(shown) == ["saved (1)", "copied (3)"]


def test_there_are_two_at_most() -> None:
    shown: list[Notification] = []
    for text in "abc":
        shown = add_toast(shown, Notification(text))
    assert messages(shown) == ["b", "c"]


def test_severities_differ_without_colours() -> None:
    toasts = add_toast([Notification("a")], Notification("b", severity="error"))
    assert messages(add_toast(toasts, Notification("c", severity="warning"))) == ["✖ b", "▲ c"]


def test_a_key_removes_what_has_been_read_and_escape_all() -> None:
    new = Notification("new")
    old = Notification("old", raised_at=new.raised_at - 2)
    error = Notification("error", severity="error", raised_at=new.raised_at - 2)
    new.raised_at += 60  # however long the test takes
    assert unread_toasts([old, error, new], "a") == [error, new]
    assert unread_toasts([old, error, new], "escape") == []


def shown(app: PPChat) -> list[str]:
    return [str(toast.render()) for toast in app.screen.query(Toast)]


async def test_they_never_cover_the_prompt_and_go_with_the_next_key(tmp_path: Path) -> None:
    app = build_app(tmp_path, NOBODY)
    async with app.run_test(size=(60, 15), notifications=True) as pilot:
        for _ in range(3):
            app.notify("copied " * 12, timeout=60)
        await until(pilot, lambda: len(shown(app)) == 1 and shown(app)[0].endswith("(3)"))
        (toast,) = app.screen.query(Toast)
        assert not toast.region.intersection(app.screen.query_one(Prompt).region)
        for notification in app._notifications:
            notification.raised_at -= 2
        await pilot.press("a")
        await until(pilot, lambda: shown(app) == [])
        assert app.screen.query_one(Prompt).text.endswith("a")
