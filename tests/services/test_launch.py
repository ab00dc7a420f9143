"""What the app opens with: the questions offered, and the conversation that is resumed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.adapters.config import Settings, resolve_settings
from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import Node
from ppchat.core.chat.source import Source
from ppchat.core.errors import UsageError
from ppchat.demo.catalogue import QUESTIONS
from ppchat.services.launch import LAST, prepare_launch
from tests.support.chat_app import NOBODY, STORED_ID, paths_in, save_conversation
from tests.support.recordings import TWISTER, build_recording


def demo_settings(folder: Path) -> Settings:
    return resolve_settings(paths_in(folder), {"demo": True}, {})


def test_only_a_new_conversation_begins_with_offers(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path)
    assert prepare_launch(settings).is_new
    assert not prepare_launch(settings, prompt="hello").is_new
    assert not prepare_launch(settings, resume=LAST).is_new


def test_the_demo_offers_all_that_it_answers_and_a_model_what_any_model_can(tmp_path: Path) -> None:
    assert prepare_launch(demo_settings(tmp_path)).questions == QUESTIONS
    settings = resolve_settings(paths_in(tmp_path), {"base_url": NOBODY}, {})
    assert prepare_launch(settings).questions == QUESTIONS[:3]


@pytest.mark.parametrize("resume", [LAST, STORED_ID, STORED_ID[:4], None])
async def test_a_conversation_is_resumed(resume: str | None, tmp_path: Path) -> None:
    save_conversation(tmp_path, ("one", build_recording(TWISTER)))
    launch = prepare_launch(demo_settings(tmp_path), resume=resume)
    chat = launch.open_chat(lambda _: None)
    prompts = [node.prompt for node in chat.conversation.nodes]
    await chat.aclose()
    assert prompts == (["one"] if resume else [])


async def test_what_another_program_asked_is_not_continued_as_the_last(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path)
    store = Store(settings.paths.database)
    node = Node("n", None, "recorded", build_recording(TWISTER))
    store.begin_run("proxied", node, source=Source.PROXY).result()
    store.close()
    prompts = []
    for resume in (LAST, "proxied"):
        chat = prepare_launch(settings, resume=resume).open_chat(lambda _: None)
        prompts.append([node.prompt for node in chat.conversation.nodes])
        assert chat.archive.latest_conversations(5) == []
        await chat.aclose()
    assert prompts == [[], ["recorded"]]


async def test_the_processes_start_before_the_chat_is_open(tmp_path: Path) -> None:
    launch = prepare_launch(demo_settings(tmp_path))
    processes = await launch.start_processes()
    reader, demo = processes.reader, processes.demo
    pid, server = reader.pid, demo.start()
    chat = launch.open_chat(lambda _: None, processes)
    await chat.start()
    assert pid
    assert reader.pid == pid
    assert demo.start() is server
    await chat.aclose()
    assert reader.pid is None


async def test_processes_end_without_a_chat(tmp_path: Path) -> None:
    processes = await prepare_launch(demo_settings(tmp_path)).start_processes()
    demo = await processes.demo.start()
    await processes.aclose()
    assert processes.reader.pid is None
    assert not demo.is_alive


def test_an_unknown_id_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no conversation begins"):
        prepare_launch(demo_settings(tmp_path), resume="ffff")


def test_an_ambiguous_beginning_of_an_id_is_an_error(tmp_path: Path) -> None:
    save_conversation(tmp_path, ("one", build_recording(TWISTER)), conversation="abc1")
    save_conversation(tmp_path, ("one", build_recording(TWISTER)), conversation="abc2")
    with pytest.raises(UsageError, match="2 conversations begin"):
        prepare_launch(demo_settings(tmp_path), resume="abc")
