"""What stands between the header and the prompt."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.store.store import ConversationSummary
from ppchat.services.launch import prepare_launch
from ppchat.tui.screens.conversation.welcome.body import Body
from tests.support.chat_app import NOBODY, paths_in


def body(folder: Path, **flags: object) -> Body:
    return Body(prepare_launch(resolve_settings(paths_in(folder), flags, {})))


def test_it_says_who_answers(tmp_path: Path) -> None:
    assert body(tmp_path, demo=True).who == "A recorded demo answers: no key needed."
    who = body(tmp_path, base_url=NOBODY, model="gpt").who
    assert who == "gpt at 127.0.0.1:1 answers."


def test_after_the_demo_another_server_gets_questions_for_any_model(tmp_path: Path) -> None:
    shown, other = body(tmp_path, demo=True), body(tmp_path, base_url=NOBODY)
    settings = resolve_settings(paths_in(tmp_path), {"base_url": NOBODY}, {})
    shown.show_server("gpt", prepare_launch(settings).target)
    assert shown.who == "gpt at 127.0.0.1:1 answers."
    assert shown.offers == other.offers
    assert len(body(tmp_path, demo=True).offers) > len(other.offers)


def test_conversations_are_offered_after_the_questions(tmp_path: Path) -> None:
    shown = body(tmp_path, base_url=NOBODY)
    count = len(shown.offers)
    summary = ConversationSummary("c1", "Herons", "2026-03-18T15:00:00+00:00", 2, "gpt", None)
    shown.offer([summary], datetime(2026, 3, 19, 9, tzinfo=UTC))
    assert shown.offers[count:] == (("Herons", "Yesterday 15:00", "c1"),)
