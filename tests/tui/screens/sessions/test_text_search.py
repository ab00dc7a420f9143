"""The texts of all conversations are searched while the user types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ppchat.adapters.store import writer_thread
from ppchat.adapters.store.search.results import SearchHit
from ppchat.adapters.store.store import Store
from tests.support.recordings import build_recording, message_events
from tests.support.store import store_recording
from tests.support.until import until
from tests.tui.screens.sessions.test_screen import host, run_list

ANSWERS = [
    ("old", "What is a heron?", ["A heron ", "waits for fish"]),
    ("sky", "Why is the sky blue?", ["Short waves ", "scatter more"]),
    ("sky", "And at night?", ["No waves at all"]),
    ("sea", "What makes waves?", ["The wind does"]),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "ppchat.db")
    for n, (conversation, prompt, chunks) in enumerate(ANSWERS):
        answer = build_recording(message_events(chunks))
        store_recording(
            store, answer, conversation_id=conversation, node_id=f"{conversation}{n}", prompt=prompt
        )
    store.texts.index_all()
    yield store
    store.close()


async def type_and_wait(pilot: Pilot[int], text: str, ids: list[str]) -> None:
    await pilot.press(*text)
    await until(pilot, lambda: host(pilot).ids == ids)


async def test_hits_stand_below_their_conversations(store: Store) -> None:
    async with run_list(store) as pilot:
        await type_and_wait(pilot, "wave", ["sea", "sea/0", "sky", "sky/0", "sky/1"])
        rows = [" ".join(row.split()) for row in host(pilot).rows]
        assert rows[1].startswith("✓ What makes waves?")
        assert rows[2:4] == ["prompt What makes waves?", "In the texts"]
        assert rows[4].startswith("✓ Why is the sky blue?")
        assert rows[5:] == ["answer No waves at all", "answer Short waves scatter more"]


async def test_enter_on_a_hit_chooses_it(store: Store) -> None:
    async with run_list(store) as pilot:
        await type_and_wait(pilot, "scatter", ["sky", "sky/0"])
        await pilot.press("down", "enter")
        await pilot.pause()
        (result,) = host(pilot).results
        assert isinstance(result, SearchHit)
        assert (result.run_id, result.part, result.offset) == ("sky1", (0, "text", 0), 12)


async def test_the_last_text_counts(store: Store) -> None:
    async with run_list(store) as pilot:
        await pilot.press(*"heron")
        await pilot.press(*["backspace"] * 5)
        await type_and_wait(pilot, "fish", ["old", "old/0"])
        await pilot.press(*["backspace"] * 4)
        await until(pilot, lambda: host(pilot).ids == ["sea", "sky", "old"])


async def test_limits_and_mistakes(store: Store) -> None:
    async with run_list(store) as pilot:
        await type_and_wait(pilot, "waves kind:answer", ["sky", "sky/0", "sky/1"])
        await pilot.press(*" kind:zz")
        await until(pilot, lambda: "“zz”" in host(pilot).message)


async def test_a_deleted_conversation_has_no_hits(store: Store) -> None:
    async with run_list(store) as pilot:
        await type_and_wait(pilot, "waves", ["sea", "sea/0", "sky", "sky/0", "sky/1"])
        await pilot.press("down", "ctrl+d")
        assert host(pilot).ids == ["sky", "sky/0", "sky/1"]


@pytest.mark.parametrize(("width", "height"), [(120, 36), (80, 24), (60, 15)])
async def test_hits_are_seen_at_any_size(store: Store, width: int, height: int) -> None:
    async with run_list(store, width, height, search="scatter") as pilot:
        await until(pilot, lambda: host(pilot).ids == ["sky", "sky/0"])
        await until(pilot, lambda: "scatter more" in "\n".join(host(pilot).lines))


async def test_what_is_not_indexed_yet_is_said(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_thread, "IDLE_S", 3600)
    store_recording(store, build_recording(message_events(["new words"])), conversation_id="new")
    async with run_list(store) as pilot:
        await pilot.press(*"words")
        await until(pilot, lambda: "1 answer is still to be indexed" in host(pilot).message)


async def test_enter_on_a_conversation_that_is_listed_for_its_texts_chooses_its_newest_hit(
    store: Store,
) -> None:
    async with run_list(store) as pilot:
        await type_and_wait(pilot, "waves kind:answer", ["sky", "sky/0", "sky/1"])
        assert "1 of 3" in str(host(pilot).screen.query_one("#box").border_title)
        await pilot.press("enter")
        await pilot.pause()
        (result,) = host(pilot).results
        assert isinstance(result, SearchHit)
        assert result.run_id == "sky2"
