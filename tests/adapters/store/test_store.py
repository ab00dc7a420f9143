"""What is kept comes back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ppchat.adapters.store.store import Store, new_id
from ppchat.core.chat.conversation import Node
from ppchat.core.recording.recording import Recording
from ppchat.core.response.outcome import Verdict
from ppchat.core.stream.signals import Arrived, End, Ended, Opened, Problem, Request
from ppchat.core.stream.sse import Frame
from tests.support.playbook import TWISTER, created, frame, item_added, recording, terminal
from tests.support.store import PATIENCE_S, Opener, keep, same, tables, twister

# What went in comes out.

REFUSAL = Problem("unauthorized", "no \ud800 key", "Set one.", 401, "req_1", 2.5, True)


@pytest.mark.parametrize(
    "made",
    [
        twister(),
        recording([], end=End.REFUSED, problem=REFUSAL),
        recording(TWISTER[:4], end=End.STOPPED),
        recording(TWISTER[:4], end=End.BROKEN, problem=Problem("reset", "the peer went away")),
        recording([created(), (60, b"data: caf\xc3\n\n"), (70, b": ping\n\n"), (80, b"data: cut")]),
    ],
)
def test_a_recording_comes_back_as_it_was(opened: Opener, made: Recording) -> None:
    store = opened()
    run_id = keep(store, made)
    store.close()
    again = opened().load_recording(run_id)
    assert same(again, made)
    assert again.verdict is made.verdict


@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.binary(max_size=40), st.integers(0, 2**62)), max_size=12))
def test_the_bytes_and_stamps_that_came_are_the_ones_that_are_kept(
    shared: Store, frames: list[tuple[bytes, int]]
) -> None:
    made = recording([])
    made.extend(Frame(*each) for each in frames)
    run_id = keep(shared, made, conversation_id=new_id())
    assert list(shared.load_recording(run_id).frames()) == frames


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("shared") / "ppchat.db")
    yield store
    store.close()


def test_request_resume_and_times_come_back(opened: Opener) -> None:
    store = opened()
    request = Request({"model": "m", "input": [{"content": "ü\ud800"}]}, "u", ("resp_1", 7))
    made = Recording(request, "2026-01-02T03:04:05+01:00", timed=False)
    made.apply(Ended(5, End.EOF))
    store.begin_run("c", Node("a", None, "lone \ud800 surrogate", made))
    store.end_run("a", made)
    again = store.load("c").node("a")
    assert same(again.recording, made)
    assert again.prompt == "lone ? surrogate"
    assert store.problem is None


def test_the_tree_and_the_shown_branch_come_back(opened: Opener) -> None:
    store = opened()
    for name, parent in (("a", None), ("b", "a"), ("b2", "a"), ("c", "b")):
        keep(store, twister(), node_id=name, parent=parent, prompt=f"prompt {name}\nmore")
    store.flush()
    again = opened().load("c")
    assert [each.id for each in again.nodes] == ["a", "b", "b2", "c"]
    assert [each.id for each in again.path] == ["a", "b", "c"]
    assert [each.id for each in again.siblings("b")] == ["b", "b2"]
    assert (again.title, again.node("b").prompt) == ("prompt a", "prompt b\nmore")
    store.select("c", "b2")
    store.flush()
    assert [each.id for each in opened().load("c").path] == ["a", "b2"]


def test_what_is_streaming_can_be_loaded_and_has_not_ended(opened: Opener) -> None:
    store = opened()
    run_id = keep(store, twister(end=None))
    again = store.load("c").node(run_id).recording
    assert len(again) == len(TWISTER)
    assert again.ended is None


def test_two_streams_at_once_are_kept_apart(opened: Opener) -> None:
    store = opened()
    for name in "ab":
        store.begin_run(name, Node(name, None, name, Recording(Request({}, ""))))
    for n, (at_ms, data) in enumerate(TWISTER):
        store.append("ab"[n % 2], Arrived((frame(at_ms, data),)))
    kept = [[str(e.type) for e in store.load_recording(name).events()] for name in "ab"]
    assert kept == [[d["type"] for _, d in TWISTER[0::2]], [d["type"] for _, d in TWISTER[1::2]]]


def test_what_is_not_there_is_a_key_error(opened: Opener) -> None:
    with pytest.raises(KeyError):
        opened().load("nowhere")
    with pytest.raises(KeyError):
        opened().load_recording("nowhere")


# Lists.


def test_the_conversation_last_asked_stands_first(opened: Opener) -> None:
    store = opened()
    keep(store, twister(), conversation_id="one", node_id="a", prompt="First?")
    keep(store, recording(TWISTER[:3], end=End.STOPPED), conversation_id="two", prompt="Second?")
    keep(store, twister(end=None), conversation_id="one", parent="a")
    one, two = store.conversations()
    assert (one.id, one.title, one.turns, one.verdict) == ("one", "First?", 2, None)
    assert (two.id, two.model, two.verdict) == ("two", "gpt-4.1-mini", Verdict.STOPPED)
    assert [each.id for each in store.conversations(limit=1)] == ["one"]


def test_rename(opened: Opener) -> None:
    store = opened()
    keep(store, twister())
    store.rename("c", "Another name")
    assert store.conversations()[0].title == store.load("c").title == "Another name"


def test_deleting_leaves_no_row_and_no_text(opened: Opener, path: Path) -> None:
    store = opened()
    keep(store, twister(), prompt="gone-prompt")
    keep(store, twister(), conversation_id="kept", prompt="kept-prompt")
    store.save_draft("c", "gone-draft")
    store.delete("c")
    assert [each.id for each in store.conversations()] == ["kept"]
    store.close()
    assert tables(path) == {"conversation": 1, "run": 1, "chunk": 1, "draft": 0}
    data = path.read_bytes()
    assert b"kept-prompt" in data
    assert b"gone-" not in data


def test_a_run_that_is_deleted_while_it_streams_stays_deleted(opened: Opener, path: Path) -> None:
    store = opened()
    run_id = keep(store, twister(end=None))
    store.delete("c")
    store.append(run_id, Arrived((frame(400, TWISTER[2][1]),)))
    store.end_run(run_id, twister()).result(PATIENCE_S)
    assert (store.conversations(), store.problem) == ([], None)
    store.close()
    assert tables(path) == {"conversation": 0, "run": 0, "chunk": 0, "draft": 0}


def test_asking_on_in_a_conversation_deleted_elsewhere_begins_it_anew(opened: Opener) -> None:
    mine, other = opened(), opened()
    keep(mine, twister(), node_id="a")
    mine.flush()
    other.delete("c")
    other.flush()
    keep(mine, twister(), node_id="b", parent="a")
    assert [(each.id, each.parent) for each in mine.load("c").nodes] == [("b", None)]


def test_prompts_stand_once_each_the_newest_last(opened: Opener) -> None:
    store = opened()
    for prompt in ("one", "two", "one", "three"):
        keep(store, twister(), conversation_id=new_id(), prompt=prompt)
    assert store.prompts() == ["two", "one", "three"]
    assert store.prompts(limit=2) == ["one", "three"]


def test_drafts(opened: Opener) -> None:
    store = opened()
    store.save_draft("", "half a thou")
    store.save_draft("c", "x")
    store.save_draft("c", "")
    assert (store.draft(""), store.draft("c")) == ("half a thou", "")


def test_find_by_the_beginning_of_an_id(opened: Opener) -> None:
    store = opened()
    keep(store, twister(), conversation_id="c1", node_id="r1")
    keep(store, twister(), conversation_id="c2", node_id="r2")
    assert store.find("c1") == [("c1", None)]
    assert store.find("r") == [("c2", "r2"), ("c1", "r1")]
    assert store.find("c") == [("c2", None), ("c1", None)]
    assert store.find("%") == store.find("_") == []


# How a run ends whose end nobody saw.


def test_an_unfinished_run_reads_cut_off_at_the_next_start(opened: Opener) -> None:
    store = opened()
    keep(store, recording(TWISTER[:4], end=None))
    store.close()
    (again,) = opened().conversations()
    assert again.verdict is Verdict.CUT_OFF


def test_a_run_whose_last_event_came_reads_as_that_says(opened: Opener) -> None:
    store = opened()
    run_id = keep(store, twister(end=None))
    store.close()
    later = opened()
    assert later.conversations()[0].verdict is Verdict.COMPLETED
    ended = later.load_recording(run_id).ended
    assert ended is not None
    assert ended.problem is not None
    assert ended.problem.kind == "died"


def test_a_run_of_a_living_instance_is_left_alone(opened: Opener) -> None:
    one, two = opened(), opened()
    run_id = keep(one, recording(TWISTER[:4], end=None))
    one.flush()
    seen = two.load_recording(run_id).ended
    assert seen is not None
    assert seen.problem is not None
    assert seen.problem.kind == "elsewhere"
    third = opened()
    assert third.conversations()[0].verdict is None
    one.append(run_id, Arrived((frame(400, TWISTER[4][1]),)))
    one.end_run(run_id, twister()).result(PATIENCE_S)
    assert third.conversations()[0].verdict is Verdict.COMPLETED
    assert len(two.load_recording(run_id)) == 5


def test_two_instances_write_at_the_same_time(opened: Opener, path: Path) -> None:
    stores = [opened(), opened()]
    runs = []
    for n in range(30):
        for name, store in zip("ab", stores, strict=True):
            runs.append(keep(store, twister(), conversation_id=f"{name}{n}"))
    for store in stores:
        assert len(store.conversations()) >= 30
        assert store.problem is None
    assert all(same(stores[0].load_recording(run_id), twister()) for run_id in runs[1::7])
    for store in stores:
        store.close()
    assert tables(path)["run"] == 60


def test_signals_that_do_not_fit_are_refused(opened: Opener) -> None:
    store = opened()
    node = Node("a", None, "hello", recording([created(), item_added(8), terminal(9)], end=None))
    store.begin_run("c", node)
    with pytest.raises(ValueError, match="ends with its recording"):
        store.append("a", Ended(1, End.EOF))
    with pytest.raises(ValueError, match="not ended"):
        store.end_run("a", node.recording)
    store.append("a", Opened(1, 200))
    assert store.load_recording("a").opened == Opened(1, 200)
