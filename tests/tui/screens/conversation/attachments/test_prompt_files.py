"""Files on their way with a prompt: read, shown, removed, sent, and kept."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste

from ppchat.adapters.attachments import file_reader
from ppchat.core.chat.conversation import Conversation
from ppchat.core.dialects import attachments
from ppchat.core.view.cell import CellKind
from ppchat.tui.screens.conversation.attachments import prompt_files
from ppchat.tui.screens.conversation.attachments.tray import AttachmentTray
from tests.support.chat_app import ChatDriver, HeldScript, run_chat
from tests.support.image_files import encoded, gradient
from tests.support.loopback import Exchange, answer, text_stream

PNG = base64.b64decode(encoded(gradient()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.png").write_bytes(PNG)
    (files / "b.md").write_text("# Notes\n")
    return files


class Script:
    """Answers each request, and keeps what was sent."""

    def __init__(self, *statuses: str, stores: bool = False) -> None:
        """`stores` is whether the server keeps its answers, so that the next request names one."""
        self.bodies: list[Any] = []
        self._statuses = list(statuses)
        stored = b'"object": "response", "store": true'
        frames = text_stream("Yes")
        if stores:
            frames = [frame.replace(b'"object": "response"', stored) for frame in frames]
        self._frames = frames

    async def __call__(self, exchange: Exchange) -> None:
        self.bodies.append(exchange.request.json)
        if self._statuses:
            body = json.dumps({"error": {"message": "no"}}).encode()
            await answer(body, status=self._statuses.pop(0), content_type="application/json")(
                exchange
            )
        else:
            await answer(*self._frames)(exchange)

    @property
    def contents(self) -> list[Any]:
        """The content of the last message of each request."""
        return [body["input"][-1]["content"] for body in self.bodies]


async def attach(chat: ChatDriver, *paths: Path) -> bool:
    return await chat.screen._composer.files.attach(map(str, paths))


def is_open(chat: ChatDriver, conversation: Conversation) -> bool:
    return chat.chat.conversation is conversation


def names(chat: ChatDriver) -> list[str]:
    return [file.name for file in chat.screen._composer.attachments]


async def test_files_are_shown_sent_and_kept_with_their_question(
    tmp_path: Path, folder: Path
) -> None:
    script = Script()
    async with run_chat(tmp_path, script) as chat:
        assert await attach(chat, folder / "a.png", folder / "b.md")
        await chat.until(lambda: "b.md 8 B · text ×" in chat.text)
        assert f"a.png {len(PNG):,} B · PNG · 64×48 ×" in chat.text
        await chat.ask("Do they agree?")
        assert names(chat) == []
        assert not chat.screen.query_one(AttachmentTray).display
        parts = [part["type"] for part in script.contents[0]]
        assert parts == ["input_image", "input_text"]
        await chat.ask("And now?")
        assert script.contents[1] == "And now?"
        cells = chat.transcript.cells
        kinds = [cell.kind for cell in cells if "/file" in cell.key]
        assert kinds == [CellKind.NOTICE, CellKind.IMAGE]
        assert "b.md · 8 B · text" in chat.texts
    async with run_chat(tmp_path, Script(), flags={"resume": "last"}) as chat:
        node = chat.chat.conversation.nodes[0]
        assert [file.name for file in node.attachments] == ["a.png", "b.md"]


async def test_an_edited_or_repeated_question_keeps_its_files(tmp_path: Path, folder: Path) -> None:
    script = Script()
    async with run_chat(tmp_path, script) as chat:
        await attach(chat, folder / "b.md")
        await chat.ask("Sum it.")
        await attach(chat, folder / "a.png")
        await chat.write("a draft")
        for name in ("edit", "regenerate"):
            chat.screen.action_propose(name)
            assert names(chat) == ["b.md"]
            await chat.press("escape")
            assert (names(chat), chat.prompt.text) == (["a.png"], "a draft")
        chat.screen.action_propose("fork")
        assert names(chat) == ["a.png"]
        await chat.press("escape")
        chat.screen.action_propose("regenerate")
        await chat.press("enter")
        await chat.until(lambda: len(script.bodies) == 2 and not chat.screen.is_asking)
        assert script.contents[1] == script.contents[0]
        assert (names(chat), chat.prompt.text) == (["a.png"], "a draft")


@pytest.mark.parametrize("stores", [False, True])
async def test_an_image_is_sent_again_only_where_the_server_keeps_nothing(
    tmp_path: Path, folder: Path, stores: bool
) -> None:
    script = Script(stores=stores)
    async with run_chat(tmp_path, script) as chat:
        for name in ("a.png", "c.png"):
            (folder / name).write_bytes(PNG + name.encode())
            await attach(chat, folder / name)
            await chat.ask(f"What is {name}?")
    first, second = script.bodies
    assert [part["type"] for part in first["input"][-1]["content"]] == ["input_image", "input_text"]
    assert "previous_response_id" not in first
    sent = [second["input"][-1]["content"][0]["image_url"]]
    assert sent[0] == f"data:image/png;base64,{base64.b64encode(PNG + b'c.png').decode()}"
    if stores:
        assert second["previous_response_id"] == "resp_1"
        assert len(second["input"]) == 1
    else:
        assert second["input"][0] == first["input"][0]
        assert [item["role"] for item in second["input"]] == ["user", "assistant", "user"]


async def test_a_question_that_waits_keeps_its_files(tmp_path: Path, folder: Path) -> None:
    script = HeldScript("one", "two")
    async with run_chat(tmp_path, script) as chat:
        await chat.write("First.")
        await chat.press("enter")
        await chat.until(lambda: "one" in chat.text)
        await attach(chat, folder / "b.md")
        await chat.write("Second.")
        await chat.press("enter")
        await chat.until(lambda: names(chat) == [])
        script.release()
        await chat.until(lambda: len(chat.chat.conversation) == 2 and not chat.screen.is_asking)
        node = chat.chat.conversation.nodes[1]
        assert [file.name for file in node.attachments] == ["b.md"]


async def test_a_refused_question_comes_back_with_its_files(tmp_path: Path, folder: Path) -> None:
    async with run_chat(tmp_path, Script("400 Bad Request")) as chat:
        await attach(chat, folder / "b.md")
        await chat.ask("Sum it.")
        assert (names(chat), chat.prompt.text) == (["b.md"], "Sum it.")


async def test_a_file_alone_asks_nothing(tmp_path: Path, folder: Path) -> None:
    script = Script()
    async with run_chat(tmp_path, script) as chat:
        await attach(chat, folder / "b.md")
        await chat.press("enter")
        await chat.until(lambda: "Type what to ask about the file." in chat.notifications)
        assert (names(chat), script.bodies) == (["b.md"], [])


async def test_keys_and_clicks_remove_files(tmp_path: Path, folder: Path) -> None:
    async with run_chat(tmp_path) as chat:
        await attach(chat, folder / "a.png", folder / "b.md")
        await chat.write("xy")
        await chat.press("home", "backspace")
        assert (names(chat), chat.prompt.text) == (["a.png"], "xy")
        await attach(chat, folder / "b.md")
        await chat.press("shift+tab")
        tray = chat.screen.query_one(AttachmentTray)
        assert tray.has_focus
        await chat.press("left", "delete")
        assert names(chat) == ["b.md"]
        await chat.press("delete")
        assert (names(chat), chat.prompt.has_focus) == ([], True)
        await attach(chat, folder / "a.png", folder / "b.md")
        await chat.until(lambda: "a.png" in chat.text)
        (row,) = tray._rows(tray.content_size.width)
        offset = tray.content_region.offset - tray.region.offset
        await chat.pilot.click(tray, offset=(offset.x + row[0].start, offset.y))
        assert (names(chat), tray.chosen) == (["a.png", "b.md"], 0)
        await chat.pilot.click(tray, offset=(offset.x + row[0].stop - 1, offset.y))
        assert names(chat) == ["b.md"]


async def test_a_pasted_path_attaches_and_other_text_is_pasted(
    tmp_path: Path, folder: Path
) -> None:
    async with run_chat(tmp_path) as chat:
        chat.prompt.post_message(Paste(f"'{folder / 'a.png'}'\r\n{folder / 'b.md'}"))
        await chat.until(lambda: names(chat) == ["a.png", "b.md"])
        assert chat.prompt.text == ""
        chat.prompt.post_message(Paste("/no/such/file is a path"))
        await chat.until(lambda: chat.prompt.text == "/no/such/file is a path")
        chat.prompt.post_message(Paste(f" in {folder / 'a.png'}"))
        await chat.until(lambda: chat.prompt.text.endswith("a.png"))
        assert names(chat) == ["a.png", "b.md"]


async def test_the_image_on_the_clipboard_is_attached(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def clipboard_image(_: object, name: str) -> attachments.Attachment:
        if clipboard == b"":
            raise attachments.AttachmentError("there is no image on the clipboard")
        return attachments.attachment(name, clipboard)

    monkeypatch.setattr(prompt_files, "clipboard_image", clipboard_image)
    async with run_chat(tmp_path) as chat:
        clipboard = b""
        await chat.press("alt+v")
        reason = "Nothing is attached: there is no image on the clipboard."
        await chat.until(lambda: chat.notifications == [reason])
        chat.app._clipboard = "copied"
        await chat.press("ctrl+v")
        await chat.until(lambda: chat.prompt.text == "copied")
        clipboard = PNG
        await chat.press("ctrl+v")
        await chat.until(lambda: names(chat) == ["clipboard.png"])
        await chat.press("alt+v")
        await chat.until(lambda: names(chat) == ["clipboard.png", "clipboard-2.png"])
        assert chat.prompt.text == "copied"


async def test_what_cannot_be_attached_is_a_line(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(folder / "pipe")
    monkeypatch.setattr(attachments, "MAX_TOTAL_BYTES", 10)
    async with run_chat(tmp_path) as chat:
        assert not await attach(chat, folder)
        assert not await attach(chat, folder / "b.md", folder / "pipe")
        assert not await attach(chat, folder / "a.png")
        await chat.until(lambda: len(chat.notifications) == 3)
        assert chat.notifications[0] == f"{folder} is not attached: it is a folder."
        assert chat.notifications[1].endswith("pipe is not attached: it is a pipe.")
        assert "all files together are too large" in chat.notifications[2]
        assert names(chat) == []


async def test_nothing_is_sent_while_a_file_is_read(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_read = asyncio.Event()

    async def attach_file(path: str) -> Any:
        await may_read.wait()
        return file_reader.read_attachment(path)

    monkeypatch.setattr(prompt_files, "attach_file", attach_file)
    async with run_chat(tmp_path) as chat:
        reading = asyncio.create_task(attach(chat, folder / "b.md"))
        await chat.until(lambda: "b.md reading …" in chat.text)
        await chat.press("enter")
        assert chat.notifications == ["Still reading b.md."]
        await chat.write("Sum it.")
        await chat.press("enter")
        assert chat.notifications == ["Still reading b.md."] * 2
        assert chat.prompt.text == "Sum it."
        may_read.set()
        assert await reading
        assert names(chat) == ["b.md"]


async def test_a_draft_keeps_its_files_while_another_conversation_is_open(
    tmp_path: Path, folder: Path
) -> None:
    async with run_chat(tmp_path) as chat:
        await chat.ask("one")
        first = chat.chat.conversation
        await attach(chat, folder / "b.md")
        chat.screen.action_new()
        assert names(chat) == ["b.md"]
        await chat.ask("two")
        second = chat.chat.conversation
        await attach(chat, folder / "a.png")
        for conversation, expected in ((first, []), (second, ["a.png"])):
            chat.screen._parts.open_conversation.open(conversation)
            await chat.until(partial(is_open, chat, conversation))
            assert names(chat) == expected
