"""A conversation as a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from ppchat.adapters.store.store import ConversationSummary
from ppchat.core.chat.source import Source
from ppchat.core.response.outcome import Outcome
from ppchat.tui.screens.sessions.session_row import IN_TEXTS, other_rows, rows, title

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)


def summary(
    name: str, asked_at: str, verdict: Outcome | None = Outcome.COMPLETED
) -> ConversationSummary:
    return ConversationSummary(name, f"Title {name}", asked_at, 3, "model-" + "x" * 40, verdict)


@pytest.mark.parametrize("width", [60, 74, 90, 106])
@pytest.mark.parametrize("verdict", [None, *Outcome])
@pytest.mark.parametrize("name", ["short", "翻訳" * 60, "e\u0301" * 200, "\x1b[31m"])
def test_a_row_is_as_wide_as_the_list(width: int, verdict: Outcome | None, name: str) -> None:
    _, row = rows([summary(name, "2026-03-18T15:00:00+00:00", verdict)], NOW, width)
    assert cell_len(str(row.prompt)) == width
    assert str(row.prompt).isprintable()


def test_outcomes_differ_without_colour() -> None:
    texts = [
        str(list(rows([summary("a", "", verdict)], NOW, 80))[1].prompt)
        for verdict in [None, *Outcome]
    ]
    assert len(set(texts)) == len(texts)


def test_a_mark_shows_without_colour_and_moves_nothing() -> None:
    summaries = [summary("a", "2026-03-18T15:00:00+00:00"), summary("b", "")]
    plain = [str(option.prompt) for option in rows(summaries, NOW, 80) if option.id]
    marked = [str(option.prompt) for option in rows(summaries, NOW, 80, ["b"]) if option.id]
    assert marked == [plain[0], f"●{plain[1][1:]}"]


def test_a_heading_stands_over_each_period() -> None:
    days = ["2026-03-18T15:00:00+00:00", "2026-03-18T01:00:00+00:00", "2026-03-17T15:00:00+00:00"]
    options = list(rows([summary(str(n), day) for n, day in enumerate([*days, ""])], NOW, 80))
    assert [option.id for option in options] == [None, "0", "1", None, "2", None, "3"]
    headings = [option for option in options if option.id is None]
    assert [str(heading.prompt).strip() for heading in headings] == [
        "Today",
        "Yesterday",
        "Undated",
    ]
    assert all(heading.disabled for heading in headings)


def test_a_conversation_without_a_title() -> None:
    assert title(ConversationSummary("a", "", "", 1, "", None)) == "(no title)"


def test_a_conversation_that_waits_for_the_user_says_so() -> None:
    waits = replace(summary("a", "2026-03-18T15:00:00+00:00"), calls=2)
    _, row = rows([waits], NOW, 80)
    assert "? Title a" in str(row.prompt)
    assert "waits" in str(row.prompt)


def test_pinned_conversations_have_a_heading_of_their_own() -> None:
    old = replace(summary("old", "2026-02-01T15:00:00+00:00"), pinned=True)
    options = list(rows([old, summary("new", "2026-03-18T15:00:00+00:00")], NOW, 80))
    assert [option.id or str(option.prompt).strip() for option in options] == [
        "Pinned",
        "old",
        "Today",
        "new",
    ]
    assert str(options[1].prompt).endswith("1 Feb")


@pytest.mark.parametrize("source", [Source.PROXY, Source.IMPORT])
def test_what_was_only_recorded_is_marked(source: Source) -> None:
    recorded = replace(summary("a", "2026-03-18T15:00:00+00:00"), source=source)
    _, row = rows([recorded], NOW, 60)
    assert f"[{source.label}] Title a" in str(row.prompt)
    assert cell_len(str(row.prompt)) == 60


def test_conversations_that_are_listed_for_their_texts_have_one_heading() -> None:
    listed = [ConversationSummary(name, name, f"{NOW}", 1, "m", None) for name in ("a", "b")]
    first, *rest = other_rows(listed, NOW, 60)
    assert (str(first.prompt), first.disabled) == (f" {IN_TEXTS}", True)
    assert [option.id for option in rest] == ["a", "b"]
    assert str(next(other_rows(listed, NOW, 60, is_first=False)).prompt) == f"\n {IN_TEXTS}"
    assert list(other_rows([], NOW, 60)) == []
