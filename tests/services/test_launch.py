"""What the app opens with: the draft, and the conversation that is resumed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.adapters.config import Settings, resolve_settings
from ppchat.core.errors import UsageError
from ppchat.services.launch import LAST, STARTER, prepare_launch
from tests.support.chat_app import STORED_ID, paths_in, save_conversation
from tests.support.recordings import TWISTER, build_recording


def demo_settings(folder: Path) -> Settings:
    return resolve_settings(paths_in(folder), {"demo": True}, {})


def test_only_a_new_demo_has_a_draft(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path)
    assert prepare_launch(settings).draft == STARTER
    assert prepare_launch(settings, prompt="hello").draft == ""
    assert prepare_launch(settings, resume=LAST).draft == ""


@pytest.mark.parametrize("resume", [LAST, STORED_ID, STORED_ID[:4], None])
async def test_a_conversation_is_resumed(resume: str | None, tmp_path: Path) -> None:
    save_conversation(tmp_path, ("one", build_recording(TWISTER)))
    launch = prepare_launch(demo_settings(tmp_path), resume=resume)
    chat = launch.open_chat(lambda _: None)
    prompts = [node.prompt for node in chat.conversation.nodes]
    await chat.aclose()
    assert prompts == (["one"] if resume else [])


def test_an_unknown_id_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no conversation begins"):
        prepare_launch(demo_settings(tmp_path), resume="ffff")


def test_an_ambiguous_beginning_of_an_id_is_an_error(tmp_path: Path) -> None:
    save_conversation(tmp_path, ("one", build_recording(TWISTER)), conversation="abc1")
    save_conversation(tmp_path, ("one", build_recording(TWISTER)), conversation="abc2")
    with pytest.raises(UsageError, match="2 conversations begin"):
        prepare_launch(demo_settings(tmp_path), resume="abc")
