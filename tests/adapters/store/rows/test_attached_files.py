"""The files of prompts are stored once, and a request is whole again when it is loaded."""

from __future__ import annotations

import base64
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.rows.attached_files import cut_files
from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Conversation, Node, build_request
from ppchat.core.dialects.attachments import Attachment, mark_text
from ppchat.core.dialects.registry import DIALECTS
from ppchat.core.recording.recording import Recording
from tests.support.recordings import TWISTER, build_recording
from tests.support.store import Opener

IMAGE = Attachment("a.png", "image/png", bytes(range(256)) * 20)
TEXT = Attachment("src/b.py", "text/plain", "grün\n".encode() * 500)
PDF = Attachment("c.pdf", "application/pdf", b"%PDF-" + bytes(3000))


def save(store: Store, conversation_id: str, node: Node) -> None:
    store.begin_run(conversation_id, node)
    store.end_run(node.id, build_recording(TWISTER).summary)


def conversation(dialect: Any, *files: tuple[Attachment, ...]) -> Conversation:
    """Questions with files, each sent with all that came before."""
    conversation = Conversation("c1")
    for number, attached in enumerate(files):
        request = build_request(
            conversation.path,
            "Why?",
            model="m",
            base_url="",
            chain=False,
            dialect=dialect,
            attachments=attached,
        ).request
        parent = conversation.leaf
        node = Node(f"n{number}", parent, "Why?", Recording(request, ""), attachments=attached)
        node.recording.extend(build_recording(TWISTER).frames())
        conversation.add(node)
    return conversation


def count_files(path: Path) -> tuple[int, int]:
    """How many files are stored, and how often runs refer to one."""
    with closing(sqlite3.connect(path)) as connection:
        files = "SELECT count(*) FROM attachment"
        uses = "SELECT count(*) FROM run_attachment"
        ((file_count, use_count),) = connection.execute(f"SELECT ({files}), ({uses})")
        return file_count, use_count


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_files_are_stored_once_and_requests_are_whole_when_loaded(
    open_store: Opener, path: Path, dialect: Any
) -> None:
    saved = conversation(dialect, (IMAGE, TEXT), (), (PDF, IMAGE))
    store = open_store()
    for node in saved.nodes:
        save(store, "c1", node)
    store.close()
    assert count_files(path)[0] == 3
    with closing(sqlite3.connect(path)) as connection:
        (longest,) = connection.execute("SELECT max(length(request)) FROM run").fetchone()
    assert longest < 3000
    loaded = open_store().load("c1")
    assert [node.attachments for node in loaded.nodes] == [(IMAGE, TEXT), (), (PDF, IMAGE)]
    for node, original in zip(loaded.nodes, saved.nodes, strict=True):
        assert node.recording.request.body == original.recording.request.body


def test_a_file_goes_with_the_last_run_that_uses_it(open_store: Opener, path: Path) -> None:
    store = open_store()
    for conversation_id in ("c1", "c2"):
        for node in conversation(DIALECTS[0], (IMAGE,), ()).nodes:
            node.id += conversation_id
            node.parent = node.parent and node.parent + conversation_id
            save(store, conversation_id, node)
    store.delete("c1")
    store.flush()
    assert store.load("c2").nodes[0].attachments == (IMAGE,)
    store.delete("c2")
    store.close()
    assert count_files(path) == (0, 0)
    assert IMAGE.data not in (path).read_bytes()


def test_a_file_that_is_missing_is_damage(open_store: Opener, path: Path) -> None:
    store = open_store()
    save(store, "c1", conversation(DIALECTS[0], (IMAGE,)).nodes[0])
    store.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM attachment")
    with pytest.raises(StoreError, match="damaged"):
        open_store().load("c1")


LONG = "x" * 2000
B64 = base64.b64encode(bytes(2000)).decode()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"a": LONG, "cuts": [1]},
        {"input": [{"content": B64}, {"content": f"data:image/png;base64,{B64}"}]},
        {"a": B64[:-1], "b": B64 + "\n", "c": B64.replace("=", "!"), "d": "-" * 2000},
        {"a": mark_text("n", LONG) + "\n\n" + mark_text("m", "s") + "\n\nWhy?"},
        {"a": mark_text("n", LONG + "\ud800") + "\n\nWhy?"},
        {"a": f"{mark_text('n', LONG)}\n\n{mark_text('m', LONG)}"},
    ],
)
def test_any_body_is_loaded_as_it_was(open_store: Opener, body: dict[str, Any]) -> None:
    from ppchat.core.stream.signals import Request

    store = open_store()
    save(store, "c1", Node("n", None, "p", Recording(Request(body, ""), "")))
    assert store.load("c1").nodes[0].recording.request.body == body


@given(st.text("ab<>\n"), st.text("ab<>\n"))
def test_cutting_leaves_the_body_that_it_is_given(one: str, other: str) -> None:
    body = {"a": [mark_text("n", one * 500), {"b": other}]}
    expected = {"a": [mark_text("n", one * 500), {"b": other}]}
    cut_files(body)
    assert body == expected
