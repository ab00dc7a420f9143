"""A conversation as a row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from ppchat.adapters.store.store import Summary
from ppchat.core.response.outcome import Verdict
from ppchat.tui.screens.sessions.session_row import cropped, rows, title

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)


def summary(name: str, asked_at: str, verdict: Verdict | None = Verdict.COMPLETED) -> Summary:
    return Summary(name, f"Title {name}", asked_at, 3, "model-" + "x" * 40, verdict)


@pytest.mark.parametrize("width", [60, 74, 90, 106])
@pytest.mark.parametrize("verdict", [None, *Verdict])
@pytest.mark.parametrize("name", ["short", "翻訳" * 60, "e\u0301" * 200, "\x1b[31m"])
def test_a_row_is_as_wide_as_the_list(width: int, verdict: Verdict | None, name: str) -> None:
    _, row = rows([summary(name, "2026-03-18T15:00:00+00:00", verdict)], NOW, width)
    assert cell_len(str(row.prompt)) == width
    assert str(row.prompt).isprintable()


def test_verdicts_can_be_told_apart_without_colour() -> None:
    told = [
        str(list(rows([summary("a", "", each)], NOW, 80))[1].prompt) for each in [None, *Verdict]
    ]
    assert len(set(told)) == len(told)


def test_a_mark_shows_without_colour_and_moves_nothing() -> None:
    given = [summary("a", "2026-03-18T15:00:00+00:00"), summary("b", "")]
    bare = [str(each.prompt) for each in rows(given, NOW, 80) if each.id]
    marked = [str(each.prompt) for each in rows(given, NOW, 80, ["b"]) if each.id]
    assert marked == [bare[0], f"●{bare[1][1:]}"]


def test_a_heading_stands_over_each_period() -> None:
    days = ["2026-03-18T15:00:00+00:00", "2026-03-18T01:00:00+00:00", "2026-03-17T15:00:00+00:00"]
    made = list(rows([summary(str(n), day) for n, day in enumerate([*days, ""])], NOW, 80))
    assert [option.id for option in made] == [None, "0", "1", None, "2", None, "3"]
    headings = [option for option in made if option.id is None]
    assert [str(each.prompt).strip() for each in headings] == ["Today", "Yesterday", "Before"]
    assert all(each.disabled for each in headings)


def test_a_conversation_without_a_title() -> None:
    assert title(Summary("a", "", "", 1, "", None)) == "(no title)"


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("abc", 5, "abc  "),
        ("abcde", 5, "abcde"),
        ("abcdef", 5, "abcd…"),
        ("ab cdef", 4, "ab… "),
        ("翻訳翻訳", 5, "翻訳…"),
        ("翻訳翻訳", 4, "翻… "),
    ],
)
def test_cropped(text: str, cells: int, shown: str) -> None:
    assert cropped(text, cells) == shown
