"""What is stored is loaded unchanged."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ppchat.adapters.store.schema import MIGRATIONS, migrate
from ppchat.adapters.store.store import Store, new_id
from ppchat.core.chat.conversation import Node, ToolChoices
from ppchat.core.chat.source import Source
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Problem, Request
from ppchat.core.stream.sse import Frame
from tests.support.recordings import (
    TWISTER,
    build_frame,
    build_recording,
    created,
    item_added,
    terminal,
)
from tests.support.rounds import answers_to, function_item, path_of_rounds, responses_answer
from tests.support.store import (
    Opener,
    count_rows,
    same_recording,
    store_recording,
    twister_recording,
)
from tests.support.until import TIMEOUT_S

# Round trips.

REFUSAL = Problem("unauthorized", "no \ud800 key", "Set one.", 401, "req_1", 2.5, True)


@pytest.mark.parametrize(
    "original",
    [
        twister_recording(),
        build_recording([], end=End.REFUSED, problem=REFUSAL),
        build_recording(TWISTER[:4], end=End.STOPPED),
        build_recording(
            TWISTER[:4], end=End.BROKEN, problem=Problem("reset", "the peer went away")
        ),
        build_recording(
            [created(), (60, b"data: caf\xc3\n\n"), (70, b": ping\n\n"), (80, b"data: cut")]
        ),
    ],
)
def test_a_recording_is_loaded_unchanged(open_store: Opener, original: Recording) -> None:
    store = open_store()
    run_id = store_recording(store, original)
    store.close()
    loaded = open_store().load_recording(run_id)
    assert same_recording(loaded, original)
    assert loaded.outcome is original.outcome


@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 2**62)), max_size=12))
def test_bytes_and_stamps_are_stored_unchanged(
    shared: Store, frames: list[tuple[bytes, int]]
) -> None:
    original = build_recording([])
    original.extend(Frame(raw, at_ns) for raw, at_ns in frames)
    run_id = store_recording(shared, original, conversation_id=new_id())
    assert list(shared.load_recording(run_id).frames()) == frames


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("shared") / "ppchat.db")
    yield store
    store.close()


def test_request_resume_and_times_come_back(open_store: Opener) -> None:
    store = open_store()
    request = Request(
        {"model": "m", "input": [{"content": "ü\ud800"}]}, "u", ("resp_1", 7), "PUT", "/x?a=1"
    )
    original = Recording(request, "2026-01-02T03:04:05+01:00", timed=False)
    original.apply(Ended(5, End.EOF))
    store.begin_run("c", Node("a", None, "lone \ud800 surrogate", original))
    store.end_run("a", original.summary)
    loaded = store.load("c").node("a")
    assert same_recording(loaded.recording, original)
    assert loaded.prompt == "lone ? surrogate"
    assert store.problem is None


def test_the_tree_and_the_shown_branch_come_back(open_store: Opener) -> None:
    store = open_store()
    for name, parent in (("a", None), ("b", "a"), ("b2", "a"), ("c", "b")):
        store_recording(
            store, twister_recording(), node_id=name, parent=parent, prompt=f"prompt {name}\nmore"
        )
    store.flush()
    loaded = open_store().load("c")
    assert [node.id for node in loaded.nodes] == ["a", "b", "b2", "c"]
    assert [node.id for node in loaded.path] == ["a", "b", "c"]
    assert [node.id for node in loaded.siblings("b")] == ["b", "b2"]
    assert (loaded.title, loaded.node("b").prompt) == ("prompt a", "prompt b\nmore")
    store.select("c", "b2")
    store.flush()
    assert [node.id for node in open_store().load("c").path] == ["a", "b2"]


def test_a_run_in_progress_can_be_loaded_without_an_end(open_store: Opener) -> None:
    store = open_store()
    run_id = store_recording(store, twister_recording(end=None))
    loaded = store.load("c").node(run_id).recording
    assert len(loaded) == len(TWISTER)
    assert loaded.ended is None


def test_two_streams_at_once_are_kept_apart(open_store: Opener) -> None:
    store = open_store()
    for name in "ab":
        store.begin_run(name, Node(name, None, name, Recording(Request({}, ""))))
    for n, (at_ms, data) in enumerate(TWISTER):
        store.append("ab"[n % 2], Arrived((build_frame(at_ms, data),)))
    types = [[str(e.type) for e in store.load_recording(name).events()] for name in "ab"]
    assert types == [[d["type"] for _, d in TWISTER[0::2]], [d["type"] for _, d in TWISTER[1::2]]]


def test_an_unknown_id_is_a_key_error(open_store: Opener) -> None:
    with pytest.raises(KeyError):
        open_store().load("nowhere")
    with pytest.raises(KeyError):
        open_store().load_recording("nowhere")


# Lists.


def test_the_most_recent_conversation_is_first(open_store: Opener) -> None:
    store = open_store()
    store_recording(store, twister_recording(), conversation_id="one", node_id="a", prompt="First?")
    store_recording(
        store,
        build_recording(TWISTER[:3], end=End.STOPPED),
        conversation_id="two",
        prompt="Second?",
    )
    store_recording(store, twister_recording(end=None), conversation_id="one", parent="a")
    one, two = store.conversations()
    assert (one.id, one.title, one.turns, one.outcome) == ("one", "First?", 2, None)
    assert (two.id, two.model, two.outcome) == ("two", "gpt-4.1-mini", Outcome.STOPPED)
    assert [summary.id for summary in store.conversations(limit=1)] == ["one"]


def test_pinned_conversations_are_first_except_in_one_source(open_store: Opener) -> None:
    store = open_store()
    for name in ("one", "two", "three"):
        store_recording(store, twister_recording(), conversation_id=name)
    store.pin("one", pinned=True)
    assert [summary.id for summary in store.conversations()] == ["one", "three", "two"]
    assert [summary.pinned for summary in store.conversations()] == [True, False, False]
    assert [s.id for s in store.conversations(1, Source.OWN)] == ["three"]
    store.pin("one", pinned=False)
    assert [summary.id for summary in store.conversations()] == ["three", "two", "one"]


def test_sources_are_kept_apart_and_their_prompts_are_not_ones_own(open_store: Opener) -> None:
    store = open_store()
    for source in Source:
        empty = Recording(Request({"model": "m"}, "u"))
        store.begin_run(
            source or "own", Node(new_id(), None, f"from {source}", empty), source=source
        )
    assert [(s.id, s.source) for s in store.conversations()] == [
        ("import", Source.IMPORT),
        ("proxy", Source.PROXY),
        ("own", Source.OWN),
    ]
    assert [s.id for s in store.conversations(source=Source.PROXY)] == ["proxy"]
    assert store.prompts() == ["from "]


def test_rename(open_store: Opener) -> None:
    store = open_store()
    store_recording(store, twister_recording())
    store.rename("c", "Another name")
    assert store.conversations()[0].title == store.load("c").title == "Another name"


def test_deleting_leaves_no_row_and_no_text(open_store: Opener, path: Path) -> None:
    store = open_store()
    store_recording(store, twister_recording(), prompt="gone-prompt")
    store_recording(store, twister_recording(), conversation_id="kept", prompt="kept-prompt")
    store.save_draft("c", "gone-draft")
    store.delete("c")
    assert [summary.id for summary in store.conversations()] == ["kept"]
    store.close()
    assert count_rows(path) == {"conversation": 1, "run": 1, "chunk": 1, "draft": 0}
    data = path.read_bytes()
    assert b"kept-prompt" in data
    assert b"gone-" not in data


def test_a_run_that_is_deleted_while_it_streams_stays_deleted(
    open_store: Opener, path: Path
) -> None:
    store = open_store()
    run_id = store_recording(store, twister_recording(end=None))
    store.delete("c")
    store.append(run_id, Arrived((build_frame(400, TWISTER[2][1]),)))
    store.end_run(run_id, twister_recording().summary).result(TIMEOUT_S)
    assert (store.conversations(), store.problem) == ([], None)
    store.close()
    assert count_rows(path) == {"conversation": 0, "run": 0, "chunk": 0, "draft": 0}


def test_a_prompt_in_a_conversation_deleted_elsewhere_begins_it_anew(open_store: Opener) -> None:
    mine, other = open_store(), open_store()
    store_recording(mine, twister_recording(), node_id="a")
    mine.flush()
    other.delete("c")
    other.flush()
    store_recording(mine, twister_recording(), node_id="b", parent="a")
    assert [(node.id, node.parent) for node in mine.load("c").nodes] == [("b", None)]


def test_prompts_have_no_duplicates_the_newest_last(open_store: Opener) -> None:
    store = open_store()
    for prompt in ("one", "two", "one", "three"):
        store_recording(store, twister_recording(), conversation_id=new_id(), prompt=prompt)
    assert store.prompts() == ["two", "one", "three"]
    assert store.prompts(limit=2) == ["one", "three"]


def test_drafts(open_store: Opener) -> None:
    store = open_store()
    store.save_draft("", "half a thou")
    store.save_draft("c", "x")
    store.save_draft("c", "")
    assert (store.draft(""), store.draft("c")) == ("half a thou", "")


def test_find_by_the_beginning_of_an_id(open_store: Opener) -> None:
    store = open_store()
    store_recording(store, twister_recording(), conversation_id="c1", node_id="r1")
    store_recording(store, twister_recording(), conversation_id="c2", node_id="r2")
    assert store.find("c1") == [("c1", None)]
    assert store.find("r") == [("c2", "r2"), ("c1", "r1")]
    assert store.find("c") == [("c2", None), ("c1", None)]
    assert store.find("%") == store.find("_") == []


# Rounds.


CALLING = responses_answer(function_item(20, 0))
CHOICES = ToolChoices(("get_weather", "web"), {"get_weather": "always"})


def test_answers_and_the_choice_of_tools_come_back(open_store: Opener) -> None:
    store = open_store()
    path = path_of_rounds("Cold?", [CALLING, responses_answer()])
    for node in path:
        store.begin_run("c", node, CHOICES)
        store.end_run(node.id, node.summary)
    store.flush()
    loaded = open_store().load("c")
    assert [node.answers for node in loaded.nodes] == [(), answers_to(CALLING)]
    assert (loaded.tools, loaded.waiting_calls) == (CHOICES, ())
    store.save_tools("c", ToolChoices(("web",)))
    store.save_tools("nowhere", CHOICES)
    store.begin_run("c", Node("later", "1", "And now?", Recording(Request({}, ""))))
    assert store.load("c").tools == ToolChoices(("web",))
    assert [(s.turns, s.calls) for s in store.conversations()] == [(2, 0)]
    assert store.prompts() == ["Cold?", "And now?"]


def test_a_conversation_waits_for_the_answers_to_its_calls(open_store: Opener) -> None:
    store = open_store()
    store_recording(store, CALLING)
    assert [summary.calls for summary in store.conversations()] == [1]
    assert [call.name for call in store.load("c").waiting_calls] == ["get_weather"]


def test_calls_of_a_run_that_died_after_its_last_event_wait_too(open_store: Opener) -> None:
    store = open_store()
    events = responses_answer(function_item(20, 0))
    unended = build_recording([(0, frame.raw) for frame in events.frames()], end=None)
    store_recording(store, unended)
    store.close()
    later = open_store()
    assert [summary.calls for summary in later.conversations()] == [1]
    assert len(later.load("c").waiting_calls) == 1


def test_a_store_of_the_first_version_is_migrated(open_store: Opener, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, None, MIGRATIONS[:1])
        connection.execute("INSERT INTO conversation VALUES ('c', 'Old', 'r')")
        connection.execute(
            "INSERT INTO run (id, conversation_id, prompt, request, model, started_at, timed,"
            " owner, ended, verdict)"
            " VALUES ('r', 'c', 'hello', ?, 'm', '2026-01-01', 1, 'gone', ?, ?)",
            (
                '{"body": {"model": "m"}, "base_url": "", "resume": null}',
                '{"at_ns": 1, "end": "eof", "problem": null}',
                "cut off",
            ),
        )
    store = open_store()
    (node,) = store.load("c").nodes
    assert (node.prompt, node.answers, store.load("c").tools) == ("hello", (), ToolChoices())
    assert [(s.turns, s.calls) for s in store.conversations()] == [(1, 0)]
    assert path.with_name(f"{path.name}.version-1").exists()


@pytest.mark.parametrize(
    ("body", "timed", "source"),
    [
        ({"input": [{"role": "user", "content": "hi"}]}, 1, Source.OWN),
        ({"messages": [{"role": "system"}, {"role": "user"}]}, 1, Source.OWN),
        ({"input": [{"role": "user"}, {"type": "message"}]}, 1, Source.PROXY),
        ({"input": "hi"}, 1, Source.PROXY),
        ({"messages": [{"role": "user"}, "?", {"role": "user"}]}, 1, Source.PROXY),
        ({"input": "hi"}, 0, Source.IMPORT),
        ({}, 1, Source.OWN),
    ],
)
def test_an_old_store_tells_what_another_program_asked(
    open_store: Opener, path: Path, body: dict[str, Any], timed: int, source: Source
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, None, MIGRATIONS[:2])
        connection.execute("INSERT INTO conversation (id, title) VALUES ('c', 'Old')")
        connection.execute("INSERT INTO conversation (id, title) VALUES ('broken', 'Old')")
        for run, conversation, request in (
            ("r", "c", json.dumps({"body": body, "base_url": "", "resume": None})),
            ("s", "broken", "{"),
        ):
            connection.execute(
                "INSERT INTO run (id, conversation_id, prompt, request, model, started_at, timed,"
                " owner, ended) VALUES (?, ?, 'hello', ?, 'm', '2026-01-01', ?, 'gone', '{}')",
                (run, conversation, request, timed),
            )
    summaries = open_store().conversations()
    assert {summary.id: summary.source for summary in summaries}["c"] is source


# Runs without a stored end.


def test_an_unfinished_run_reads_cut_off_at_the_next_start(open_store: Opener) -> None:
    store = open_store()
    store_recording(store, build_recording(TWISTER[:4], end=None))
    store.close()
    (loaded,) = open_store().conversations()
    assert loaded.outcome is Outcome.CUT_OFF


def test_a_run_with_its_last_event_has_the_outcome_of_that(open_store: Opener) -> None:
    store = open_store()
    run_id = store_recording(store, twister_recording(end=None))
    store.close()
    later = open_store()
    assert later.conversations()[0].outcome is Outcome.COMPLETED
    ended = later.load_recording(run_id).ended
    assert ended is not None
    assert ended.problem is not None
    assert ended.problem.kind == "died"


def test_a_run_of_a_living_instance_is_left_alone(open_store: Opener) -> None:
    one, two = open_store(), open_store()
    run_id = store_recording(one, build_recording(TWISTER[:4], end=None))
    one.flush()
    ended = two.load_recording(run_id).ended
    assert ended is not None
    assert ended.problem is not None
    assert ended.problem.kind == "elsewhere"
    third = open_store()
    assert third.conversations()[0].outcome is None
    one.append(run_id, Arrived((build_frame(400, TWISTER[4][1]),)))
    one.end_run(run_id, twister_recording().summary).result(TIMEOUT_S)
    assert third.conversations()[0].outcome is Outcome.COMPLETED
    assert len(two.load_recording(run_id)) == 5


def test_two_instances_write_at_the_same_time(open_store: Opener, path: Path) -> None:
    stores = [open_store(), open_store()]
    runs = []
    for n in range(30):
        for name, store in zip("ab", stores, strict=True):
            runs.append(store_recording(store, twister_recording(), conversation_id=f"{name}{n}"))
    for store in stores:
        assert len(store.conversations()) >= 30
        assert store.problem is None
    assert all(
        same_recording(stores[0].load_recording(run_id), twister_recording())
        for run_id in runs[1::7]
    )
    for store in stores:
        store.close()
    assert count_rows(path)["run"] == 60


def test_signals_that_do_not_fit_are_refused(open_store: Opener) -> None:
    store = open_store()
    node = Node(
        "a", None, "hello", build_recording([created(), item_added(8), terminal(9)], end=None)
    )
    store.begin_run("c", node)
    with pytest.raises(ValueError, match="stored with end_run"):
        store.append("a", Ended(1, End.EOF))
    with pytest.raises(ValueError, match="not ended"):
        store.end_run("a", node.recording.summary)
    store.append("a", Opened(1, 200))
    assert store.load_recording("a").opened == Opened(1, 200)
