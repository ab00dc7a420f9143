"""The list of conversations, over a real store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import on
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from ppchat.adapters.store.search.results import SearchHit
from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Node
from ppchat.core.chat.source import Source
from ppchat.core.dialects.calls import Call, CallAnswer
from ppchat.core.recording.recording import Recording
from ppchat.core.stream.signals import Arrived, End, Request
from ppchat.tui.actions import open_screen
from ppchat.tui.navigation import ScreenRequested
from ppchat.tui.screens.compare.screen import CompareScreen
from ppchat.tui.screens.sessions.screen import NEW, SessionsScreen
from ppchat.tui.style.themes import DARK
from ppchat.tui.terminal.app import TerminalApp
from ppchat.tui.widgets.key_bar import KeyBar
from tests.support.recordings import TWISTER, build_recording
from tests.support.until import until, until_idle

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)
CONVERSATIONS = [
    ("sky", "Why is the sky blue?", "gpt-4.1-mini", 40_000, 2, End.EOF),
    ("gate", "What does a gateway do to a stream?", "gpt-4.1-mini", 9_000, 3, End.BROKEN),
    (
        "long",
        "翻訳 " + "peck of pickled peppers " * 9,
        "llama-3.3-70b-versatile",
        2_000,
        12,
        End.EOF,
    ),
    ("quic", "Compare TCP and QUIC", "gpt-4.1", 1_500, 1, End.STOPPED),
    ("evil", "Evil \x1b]52;c;eA==\x07 [bold]title[/bold]", "o4-mini", 200, 1, End.REFUSED),
    ("heron", "A haiku about herons", "gpt-4.1-mini", 95, 4, None),
]
"""Id, prompt, model, minutes ago, turns, end: the oldest first."""


def fill(store: Store) -> None:
    for name, prompt, model, minutes, turns, end in CONVERSATIONS:
        parent = None
        for turn in range(turns):
            last = turn == turns - 1
            events = TWISTER if end is End.EOF or not last else TWISTER[:4]
            answer = build_recording(
                [] if end is End.REFUSED else events, end=end if last else End.EOF, model=model
            )
            empty = Recording(Request({"model": model}, "u"), f"{NOW - timedelta(minutes=minutes)}")
            node = Node(f"{name}-{turn}", parent, prompt, empty)
            store.begin_run(name, node)
            store.append(node.id, Arrived(tuple(answer.frames())))
            if answer.ended:
                store.end_run(node.id, answer.summary)
            parent = node.id


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "ppchat.db")
    yield store
    store.close()


class Host(TerminalApp):
    """An app that opens the screen and records its results."""

    def __init__(self, store: Store, **options: Any) -> None:
        super().__init__(folder=Path())
        self._store = store
        self._options = options
        self.results: list[str | SearchHit | None] = []

    def on_mount(self) -> None:
        self.register_theme(DARK)
        self.theme = DARK.name
        screen = SessionsScreen(self._store, lambda: NOW, **self._options)
        self.push_screen(screen, self.results.append)

    @on(ScreenRequested)
    def open_screen(self, request: ScreenRequested) -> None:
        open_screen(self, request)

    @property
    def lines(self) -> list[str]:
        """The lines on the screen."""
        return [
            "".join(segment.text for segment in strip)
            for strip in self.screen._compositor.render_strips()
        ]

    @property
    def rows(self) -> list[str]:
        """The rows of the list, including headings."""
        options = self.screen.query_one(OptionList)
        return [str(option.prompt).strip() for option in options.options]

    @property
    def ids(self) -> list[str]:
        """The ids of the conversations in the list."""
        options = self.screen.query_one(OptionList).options
        return [option.id for option in options if option.id]

    @property
    def highlighted(self) -> str | None:
        option = self.screen.query_one(OptionList).highlighted_option
        return option.id if option else None

    @property
    def compared(self) -> list[str]:
        """The prompts of the responses that are shown side by side."""
        assert isinstance(self.screen, CompareScreen)
        names = list(self.screen.query(".compare-name").results(Static))
        return [str(name.content).split(" · ")[-1] for name in names][: len(names) - 1]

    @property
    def notification(self) -> str:
        """The last notification."""
        notifications = reversed(list(self._notifications))
        return next((notification.message for notification in notifications), "")

    @property
    def message(self) -> str:
        return str(self.screen.query_one("#message", Static).content)


@asynccontextmanager
async def run_list(
    store: Store, width: int = 120, height: int = 36, **options: Any
) -> AsyncIterator[Pilot[int]]:
    app = Host(store, **options)
    async with app.run_test(size=(width, height)) as pilot:
        await until_idle(pilot)
        await pilot.pause()
        yield pilot


def host(pilot: Pilot[int]) -> Host:
    assert isinstance(pilot.app, Host)
    return pilot.app


async def test_conversations_are_sorted_by_time(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        rows = [row.split("  ")[0] for row in host(pilot).rows]
        assert rows[:4] == ["Today", "● A haiku about herons", rows[2], "Yesterday"]
        assert rows[2].startswith("✗ Evil ␛]52;c;eA==␇ [bold]title[/bold]")
        assert rows[4] == "■ Compare TCP and QUIC"
        assert rows[6:8] == ["Last 7 days", "✗ What does a gateway do to a stream?"]
        assert rows[8:] == ["Last 30 days", "✓ Why is the sky blue?"]
        assert host(pilot).highlighted == "heron"


@pytest.mark.parametrize(("width", "height"), [(120, 36), (80, 24), (60, 16)])
async def test_a_row_shows_outcome_turns_and_time_at_any_size(
    store: Store, width: int, height: int
) -> None:
    fill(store)
    async with run_list(store, width, height) as pilot:
        await until(pilot, lambda: "13:55" in "\n".join(host(pilot).lines))
        lines = host(pilot).lines
        (gateway,) = [line for line in lines if "What does a" in line] or [""]
        if height > 16:
            assert all(word in gateway for word in ("✗", "cut off", "3 turns", "Thu 09:30"))
        assert all(row in "\n".join(lines) for row in ("A haiku", "4 turns", "13:55"))
        assert ("gpt-4.1-mini" in "\n".join(lines)) is (width == 120)
        assert {len(row) for row in lines} <= {width, width - 1, width - 2}
        assert any("esc close" in line for line in lines)


async def test_no_control_character_reaches_the_terminal(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        assert all(line.isprintable() for line in host(pilot).lines)


async def test_typing_searches_title_and_model_and_enter_opens(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        await pilot.press(*"4.1 stream")
        assert host(pilot).ids == ["gate"]
        assert "1 of 6" in str(host(pilot).screen.query_one("#box").border_title)
        await pilot.press("enter")
        await pilot.pause()
        assert host(pilot).results == ["gate"]


async def test_without_a_match_a_message_is_shown_and_enter_does_nothing(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        await pilot.press(*"zebra", "enter")
        assert host(pilot).ids == host(pilot).results == []
        await until(pilot, lambda: "No title, model or text" in host(pilot).message)


async def test_up_and_down_skip_the_headings(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        await pilot.press("down", "down")
        assert host(pilot).highlighted == "quic"
        await pilot.press("up", "enter")
        await pilot.pause()
        assert host(pilot).results == ["evil"]


async def test_a_click_opens(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        (y,) = [n for n, line in enumerate(host(pilot).lines) if "TCP" in line]
        await pilot.click(offset=(20, y))
        await pilot.pause()
        assert host(pilot).results == ["quic"]


async def test_a_deleted_conversation_can_be_restored_until_the_list_closes(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        await pilot.press("down", "ctrl+d", "ctrl+d")
        assert host(pilot).ids == ["heron", "long", "gate", "sky"]
        assert "Compare TCP and QUIC" in host(pilot).message
        assert len(store.conversations()) == 6
        await pilot.press("ctrl+z")
        assert host(pilot).ids == ["heron", "quic", "long", "gate", "sky"]
        await pilot.press("escape")
        await pilot.pause()
        assert host(pilot).results == [None]
    assert [summary.id for summary in store.conversations()] == [
        "heron",
        "quic",
        "long",
        "gate",
        "sky",
    ]


async def test_rename(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        await pilot.press(*"quic", "ctrl+r")
        assert host(pilot).screen.query_one(Input).value == "Compare TCP and QUIC"
        await pilot.press("ctrl+u", *"Named", "enter")
        assert host(pilot).screen.query_one(Input).value == "quic"
        await pilot.press("ctrl+u")
        assert any("Named" in row for row in host(pilot).rows)
        assert host(pilot).results == []
    assert "Named" in [summary.title for summary in store.conversations()]


async def test_escape_cancels_the_renaming_and_then_closes_the_list(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        await pilot.press("ctrl+r", "x", "escape")
        assert host(pilot).results == []
        await pilot.press("escape")
        await pilot.pause()
        assert host(pilot).results == [None]
    assert store.conversations()[0].title == "A haiku about herons"


async def test_a_new_conversation(store: Store) -> None:
    async with run_list(store) as pilot:
        assert "No conversations yet" in host(pilot).message
        await pilot.press("ctrl+r", "ctrl+d", "ctrl+z", "enter")
        assert host(pilot).results == []
        await pilot.press("ctrl+n")
        await pilot.pause()
        assert host(pilot).results == [NEW]


def current(store: Store) -> Node:
    """The last turn of the conversation that is open."""
    return store.load("sky").path[-1]


async def compared_prompts(pilot: Pilot[int]) -> list[str]:
    await until(pilot, lambda: isinstance(host(pilot).screen, CompareScreen))
    await until(pilot, lambda: host(pilot).screen.query("#compare-table"))
    return host(pilot).compared


async def test_marked_conversations_are_compared_in_the_order_of_their_marks(store: Store) -> None:
    fill(store)
    async with run_list(store, reference=current(store)) as pilot:
        await pilot.press("down", "down", "tab", "up", "up", "tab")
        assert "2 marked" in host(pilot).message
        assert [row[0] for row in host(pilot).rows if "●" in row[:1]] == ["●", "●"]
        await pilot.press("ctrl+t")
        assert await compared_prompts(pilot) == ["Compare TCP and QUIC", "A haiku about herons"]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(host(pilot).screen, SessionsScreen))
        assert "2 marked" in host(pilot).message
        await pilot.press("tab")
        assert "1 marked" in host(pilot).message
        assert host(pilot).results == []


async def test_a_single_one_is_compared_with_the_open_conversation(store: Store) -> None:
    fill(store)
    async with run_list(store, reference=current(store)) as pilot:
        await pilot.press("ctrl+t")
        assert await compared_prompts(pilot) == ["Why is the sky blue?", "A haiku about herons"]


async def test_a_further_round_is_named_by_the_question_of_its_exchange(store: Store) -> None:
    fill(store)
    call = Call("function_call", "c1", "get_weather", "{}", 0)
    answer = build_recording(TWISTER)
    empty = Recording(Request({"model": "m"}, "u"), f"{NOW}")
    node = Node("round", "heron-3", "", empty, (CallAnswer(call, "4 degrees"),))
    store.begin_run("heron", node)
    store.append(node.id, Arrived(tuple(answer.frames())))
    store.end_run(node.id, answer.summary)
    async with run_list(store, reference=current(store)) as pilot:
        await pilot.press("ctrl+t")
        assert await compared_prompts(pilot) == ["Why is the sky blue?", "A haiku about herons"]


async def test_without_an_open_conversation_the_marked_and_the_highlighted_are_compared(
    store: Store,
) -> None:
    fill(store)
    async with run_list(store) as pilot:
        assert not any("compare" in line for line in host(pilot).lines)
        await pilot.press("ctrl+t", "tab", *"TCP", "ctrl+t")
        assert await compared_prompts(pilot) == ["A haiku about herons", "Compare TCP and QUIC"]


async def test_no_more_than_five_are_compared(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        await pilot.press("tab", *["down", "tab"] * 5, "ctrl+t")
        assert len(await compared_prompts(pilot)) == 5
        assert host(pilot).notification == "The first 5 of 6 are shown."


async def test_a_conversation_deleted_by_another_ppchat_is_reported(store: Store) -> None:
    fill(store)
    async with run_list(store, reference=current(store)) as pilot:
        store.delete("heron")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: host(pilot).notification)
        notifications = [notification.message for notification in host(pilot)._notifications]
        assert notifications[0] == "✖ A conversation can no longer be read."
        assert isinstance(host(pilot).screen, SessionsScreen)


def test_keys_do_nothing_before_the_screen_is_composed(store: Store) -> None:
    screen = SessionsScreen(store)
    for action in ("choose", "rename", "delete", "mark", "compare"):
        assert not screen.check_action(action, ())


async def test_the_key_bar_names_enter_first_while_it_opens_something(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        bar = host(pilot).screen.query_one(KeyBar)
        assert str(bar.render()).startswith("⏎ open")
        await pilot.press(*"nothing like it")
        assert "⏎" not in str(bar.render())


async def test_a_response_is_not_compared_with_itself(store: Store) -> None:
    fill(store)
    async with run_list(store, reference=current(store)) as pilot:
        await pilot.press(*"sky", "ctrl+t")
        await until(pilot, lambda: host(pilot).notification)
        assert host(pilot).notification == "There is nothing to compare it with."


async def test_a_marked_conversation_that_is_deleted_is_not_compared(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        await pilot.press("tab", "down", "tab", "ctrl+d", "tab", "ctrl+t")
        assert await compared_prompts(pilot) == ["A haiku about herons", "Compare TCP and QUIC"]


async def test_while_comparing_enter_and_a_click_compare_and_nothing_is_deleted(
    store: Store,
) -> None:
    fill(store)
    async with run_list(store, reference=current(store), comparing=True) as pilot:
        text = "\n".join(host(pilot).lines)
        assert "Compare with" in text
        assert "enter open" not in text
        await pilot.press("ctrl+d", "ctrl+n", "enter")
        assert await compared_prompts(pilot) == ["Why is the sky blue?", "A haiku about herons"]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(host(pilot).screen, SessionsScreen))
        (y,) = [n for n, line in enumerate(host(pilot).lines) if "TCP" in line]
        await pilot.click(offset=(20, y))
        assert await compared_prompts(pilot) == ["Why is the sky blue?", "Compare TCP and QUIC"]
    assert len(store.conversations()) == 6


async def test_a_pinned_conversation_stays_above_all_others(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        await pilot.press(*"quic", "ctrl+k", "ctrl+u")
        await until(pilot, lambda: host(pilot).ids[:2] == ["quic", "heron"])
        assert host(pilot).rows[0] == "Pinned"
        assert "unpin" in str(host(pilot).screen.query_one(KeyBar).render())
    async with run_list(store) as pilot:
        assert (host(pilot).ids[0], host(pilot).highlighted) == ("quic", "quic")
        await pilot.press("ctrl+k")
        await until(pilot, lambda: host(pilot).ids[:2] == ["heron", "evil"])
    assert not any(summary.pinned for summary in store.conversations())


async def test_what_was_only_recorded_is_listed_when_it_is_wanted(store: Store) -> None:
    fill(store)
    for source in (Source.PROXY, Source.IMPORT):
        node = Node(f"{source}-0", None, "Recorded", Recording(Request({}, "u"), f"{NOW}"))
        store.begin_run(source, node, source=source)
    async with run_list(store) as pilot:
        assert len(host(pilot).ids) == 6
        assert host(pilot).message == (
            "Not listed: what the proxy recorded and what was imported. ctrl+f shows it."
        )
        await pilot.press("ctrl+f")
        assert len(host(pilot).ids) == 8
        assert "all  8" in str(host(pilot).screen.query_one("#box").border_title)
        await pilot.press("ctrl+f")
        assert host(pilot).ids == ["proxy"]
        assert "[proxy] Recorded" in "\n".join(host(pilot).rows)


async def test_deletions_that_nobody_confirmed_by_closing_delete_nothing(store: Store) -> None:
    fill(store)
    async with run_list(store) as pilot:
        await pilot.press("ctrl+d", "ctrl+d", "ctrl+d")
        assert "and 2 more" in host(pilot).message
        await pilot.press("ctrl+z")
        assert "and 1 more" in host(pilot).message
        store.flush()
        assert len(store.conversations()) == 6
    store.flush()
    assert len(store.conversations()) == 4
