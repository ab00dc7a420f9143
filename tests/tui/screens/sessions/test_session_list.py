"""The list of conversations keeps its highlight while its rows change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ppchat.adapters.store.store import ConversationSummary
from ppchat.core.response.outcome import Outcome
from ppchat.tui.screens.sessions.session_list import SessionList
from tests.support.hosts import Host
from tests.support.until import until

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)
TODAY, YESTERDAY = "2026-03-18T15:00:00+00:00", "2026-03-17T15:00:00+00:00"


def summaries(*names: str) -> list[ConversationSummary]:
    """Conversations: those with a capital letter are of today."""
    return [
        ConversationSummary(
            name, name, TODAY if name.isupper() else YESTERDAY, 1, "m", Outcome.COMPLETED
        )
        for name in names
    ]


@pytest.mark.parametrize(
    ("before", "index", "after", "highlighted"),
    [
        ("", None, "", None),
        ("", None, "Ab", "A"),
        ("", None, "b", "b"),
        ("ABC", "B", "BCA", "B"),
        ("ABc", "c", "ABCc", "c"),
        ("ABC", "B", "AC", "C"),
        ("ABC", "C", "AB", "B"),
        ("Ab", "A", "b", "b"),
        ("ABC", "B", "", None),
    ],
)
async def test_the_highlighted_conversation_or_the_one_in_its_place(
    before: str, index: str | None, after: str, highlighted: str | None
) -> None:
    widget = SessionList()
    async with Host(widget).run_test(size=(80, 20)) as pilot:
        widget.show(summaries(*before), NOW, ())
        if index:
            widget.highlighted = widget.get_option_index(index)
        widget.show(summaries(*after), NOW, ())
        await pilot.pause()
        assert widget.highlighted_id == highlighted
        assert [option.id for option in widget.options if option.id] == list(after)


def many(count: int) -> list[ConversationSummary]:
    return [replace(summary, id=f"{n}") for n, summary in enumerate(summaries("A") * count)]


async def test_of_many_rows_those_are_drawn_that_the_highlight_comes_near() -> None:
    widget = SessionList()
    async with Host(widget).run_test(size=(80, 20)) as pilot:
        widget.show(many(1000), NOW, ())
        assert widget.option_count == 200
        assert widget.highlighted_id == "0"
        widget.highlighted = widget.get_option_index("150")
        await pilot.pause()
        assert 300 < widget.option_count < 1000
        widget.action_last()
        await pilot.pause()
        assert (widget.option_count, widget.highlighted_id) == (1001, "999")
        widget.show(many(900), NOW, ())
        await pilot.pause()
        assert (widget.option_count, widget.highlighted_id) == (901, "899")
        widget.highlighted = None
        widget.show(many(1000), NOW, ())
        assert widget.option_count == 200
        widget.highlighted = widget.get_option_index("190")
        await pilot.pause()
        widget.show(many(1000)[150:], NOW, ())
        await pilot.pause()
        assert widget.highlighted_id == "190"


async def test_of_many_rows_those_are_drawn_that_the_window_comes_near() -> None:
    widget = SessionList()
    async with Host(widget).run_test(size=(80, 20)) as pilot:
        widget.show(many(1000), NOW, ())
        await pilot.pause()
        widget.scroll_end(animate=False)
        await until(pilot, lambda: widget.option_count > 200)


async def test_marked_conversations_have_a_sign() -> None:
    widget = SessionList()
    async with Host(widget).run_test(size=(80, 20)):
        widget.show(summaries("A", "B"), NOW, {"B"})
        assert [str(widget.get_option(name).prompt)[0] for name in "AB"] == [" ", "●"]
