"""Sending when things fail: retries, resumed responses, a demo that does not start."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from concurrent.futures import Future
from contextlib import aclosing
from pathlib import Path

import pytest

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.store.store import Store
from ppchat.core.chat.conversation import ToolChoices
from ppchat.core.chat.settings.turn_settings import TurnSettings
from ppchat.core.dialects.calls import CallAnswer
from ppchat.core.dialects.tools import FunctionTool, HostedTool
from ppchat.core.formats.export import FORMATS, export_recording
from ppchat.core.formats.recorded_stream import stream_from_recording
from ppchat.core.stream.signals import End
from ppchat.services.attempts import Adapted, AttemptBegan
from ppchat.services.launch import LAST, prepare_launch
from ppchat.services.response_source import Waiting
from tests.support.chat_app import (
    ChatDriver,
    build_app,
    load_conversation,
    paths_in,
    reply_with,
    run_chat,
)
from tests.support.chat_server import chat_only
from tests.support.chunks import chunk, chunk_frames, data_frame
from tests.support.faults import refusal
from tests.support.loopback import (
    Exchange,
    Script,
    answer,
    scripted_server,
    sse_frame,
    text_stream,
)
from tests.support.rounds import function_item, responses_answer

BUSY = '{"error": {"message": "Slow down.", "code": "rate_limit_exceeded"}}'


def busy(times: int, **headers: str) -> Script:
    """Refuse the first `times` requests, then answer."""
    refusals = [None] * times

    async def script(exchange: Exchange) -> None:
        if refusals:
            refusals.pop()
            await exchange.open("429 x", content_type="application/json", **headers)
            await exchange.chunk(BUSY.encode())
            await exchange.close()
        else:
            await reply_with("Hello", " there")(exchange)

    return script


async def test_a_prompt_that_is_not_stored_yet_is_the_draft_of_the_next_start(
    tmp_path: Path,
) -> None:
    settings = resolve_settings(paths_in(tmp_path), {"base_url": "http://127.0.0.1:9/v1"}, {})
    chat = prepare_launch(settings).open_chat(lambda _: None)
    written: Future[None] = Future()
    begin_run, chat.store.begin_run = chat.store.begin_run, lambda *_: written  # type: ignore[method-assign]
    async with aclosing(chat.send("one", None)) as steps:
        step = asyncio.ensure_future(anext(steps))
        while not len(chat.conversation):
            await asyncio.wait([step], timeout=0.005)
        await asyncio.to_thread(chat.store.flush)
        assert await asyncio.to_thread(draft_of_another_process, tmp_path) == "one"
        begin_run(chat.conversation.id, chat.conversation.nodes[0])
        written.set_result(None)
        await step
        await asyncio.to_thread(chat.store.flush)
        assert await asyncio.to_thread(draft_of_another_process, tmp_path) == ""
    await chat.aclose()


def draft_of_another_process(folder: Path) -> str:
    """The draft of a new conversation, as a process finds it that starts now."""
    store = Store(paths_in(folder).database)
    try:
        return store.draft("")
    finally:
        store.close()


async def test_without_a_screen_a_prompt_is_sent_and_each_step_yielded(tmp_path: Path) -> None:
    async with scripted_server(busy(1, retry_after_ms="1")) as server:
        settings = resolve_settings(paths_in(tmp_path), {"base_url": server.base_url}, {})
        chat = prepare_launch(settings).open_chat(lambda _: None)
        steps = [step async for step in chat.send("one", None)]
        await chat.aclose()
    first, second = chat.conversation.nodes
    assert steps[0] == AttemptBegan(first)
    (pause,) = (n for n, step in enumerate(steps) if isinstance(step, Waiting))
    assert steps[pause - 1] == first.recording.ended
    assert steps[pause + 1] == AttemptBegan(second)
    assert steps[-1] == second.recording.ended
    assert load_conversation(tmp_path, chat.conversation.id).path[-1].recording.response.text


async def test_an_answer_to_a_call_is_a_further_round(tmp_path: Path) -> None:
    """The tools go with each request, and what is typed meanwhile stays as it is."""
    calling = responses_answer(function_item(20, 0))
    tool = FunctionTool("get_weather", "The weather.", {"type": "object"})
    frames = [frame.raw for frame in calling.frames()]

    async def script(exchange: Exchange) -> None:
        is_round = len(exchange.request.json["input"]) > 1
        reply = reply_with("Cold.") if is_round else answer(*frames)
        await reply(exchange)

    async with scripted_server(script) as server:
        settings = resolve_settings(paths_in(tmp_path), {"base_url": server.base_url}, {})
        chat = prepare_launch(settings).open_chat(lambda _: None)
        chat.choose_tools(ToolChoices(("get_weather",)))
        [step async for step in chat.send("Cold?", None, tools=[tool])]
        (call,) = chat.conversation.waiting_calls
        chat.save_draft("typed meanwhile")
        answers = (CallAnswer(call, "4 degrees"),)
        [step async for step in chat.send("", chat.next_parent, answers=answers, tools=[tool])]
        assert chat.load_draft().text == "typed meanwhile"
        await chat.aclose()
    first, second = [request.json for request in server.requests]
    assert [item["type"] for item in second["input"]] == [
        "message",
        "function_call",
        "function_call_output",
    ]
    assert first["tools"] == second["tools"]
    loaded = load_conversation(tmp_path, chat.conversation.id)
    assert loaded.path[-1].answers == answers
    assert loaded.path[-1].recording.response.text == "Cold."
    assert (loaded.waiting_calls, loaded.tools.on) == ((), ("get_weather",))


async def test_a_refused_prompt_is_retried(tmp_path: Path) -> None:
    async with run_chat(tmp_path, busy(2, retry_after_ms="1")) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts == ["one", "Hello there"]
        # Each attempt is saved, and can be inspected.
        assert [node.parent for node in chat.chat.conversation.nodes] == [None] * 3
        assert chat.prompt.text == ""
        chat.transcript.focus()
        await chat.press("less_than_sign")
        assert "Slow down." in chat.text


async def test_the_pause_is_counted_down_and_can_be_ended(tmp_path: Path) -> None:
    async with run_chat(tmp_path, busy(9, retry_after="30")) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word.startswith("retrying in "))
        first = chat.word
        await chat.until(lambda: chat.word != first)
        await chat.write("two")
        await chat.press("enter")
        await chat.until(lambda: len(chat.screen._asking.queue) == 1)
        await chat.press("delete", "escape")
        await chat.until(lambda: chat.word == "refused")
        assert chat.prompt.text == "one"
        assert len(chat.chat.conversation) == 1


async def test_a_refused_prompt_makes_room_for_the_next(tmp_path: Path) -> None:
    async with run_chat(tmp_path, busy(1, x_should_retry="false")) as chat:
        await chat.ask("one")
        assert chat.word == "refused"
        await chat.ask("one, please")
        assert chat.texts == ["one, please", "Hello there"]
        assert chat.chat.last_ask
        assert chat.chat.last_ask.message_count == 1
        assert "2 of 2" in chat.text


FRAMES = text_stream("Peter", " Piper", " picked")


def in_background(folder: Path) -> None:
    (folder / "config.toml").write_text("[request]\nbackground = true\nstore = true\n")


def cut_off(*rest: Script) -> Script:
    """Cut the stream off after an event; answer each attempt to resume with the next of `rest`."""
    answers = list(rest)

    async def script(exchange: Exchange) -> None:
        if exchange.request.method == "GET":
            await answers.pop(0)(exchange)
            return
        await exchange.open()
        await exchange.chunk(*FRAMES[:4])
        exchange.writer.close()

    return script


async def resume(exchange: Exchange) -> None:
    assert exchange.request.target == "/v1/responses/resp_1?starting_after=3&stream=true"
    await exchange.open()
    await exchange.chunk(*FRAMES[3:])  # including one that was already received
    await exchange.close()


async def deleted(exchange: Exchange) -> None:
    await exchange.open("404 x", content_type="application/json")
    await exchange.chunk(json.dumps({"error": {"message": "No such response."}}).encode())
    await exchange.close()


async def drop(exchange: Exchange) -> None:
    exchange.writer.close()


async def test_a_response_in_the_background_is_resumed(tmp_path: Path) -> None:
    in_background(tmp_path)
    async with run_chat(tmp_path, cut_off(resume)) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")
        assert chat.texts == ["one", "Peter Piper picked"]
        node = chat.chat.conversation.nodes[-1]
        numbers = [event.data["sequence_number"] for event in node.recording.events()]
        assert numbers == list(range(len(FRAMES)))
    async with run_chat(tmp_path, flags={"resume": "last"}) as chat:
        assert chat.texts == ["one", "Peter Piper picked"]
        assert chat.word == "completed"


async def test_a_response_that_cannot_be_resumed_is_cut_off(tmp_path: Path) -> None:
    in_background(tmp_path)
    async with run_chat(tmp_path, cut_off(deleted)) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "cut off")
        assert chat.texts[:2] == ["one", "Peter"]


async def test_the_wait_for_the_rest_can_be_ended(tmp_path: Path) -> None:
    in_background(tmp_path)
    async with run_chat(tmp_path, cut_off(*[drop] * 20)) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word.startswith("retrying in "))
        await chat.press("escape")
        await chat.until(lambda: chat.word == "stopped")
        assert chat.texts[:2] == ["one", "Peter"]
        ended = chat.chat.conversation.nodes[-1].recording.ended
        assert ended
        assert ended.end is End.STOPPED


async def test_a_demo_that_does_not_start_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = sys.executable
    monkeypatch.setattr("sys.executable", str(tmp_path / "no-python"))
    app = build_app(tmp_path, demo=True)
    async with app.run_test(size=(120, 36)) as pilot:
        chat = ChatDriver(pilot)
        await chat.ready()
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.word == "refused")
        assert "the demo cannot be started: No such file" in chat.text
        assert chat.prompt.text == "one"
        monkeypatch.setattr("sys.executable", python)
        await chat.press("enter")
        await chat.until(lambda: chat.word == "completed")


async def test_a_demo_that_died_is_restarted(tmp_path: Path) -> None:
    app = build_app(tmp_path, demo=True)
    async with app.run_test(size=(120, 36)) as pilot:
        chat = ChatDriver(pilot)
        await chat.ready()
        demo = chat.chat._source._demo.start()
        os.kill((await demo).pid, signal.SIGKILL)
        await chat.until(lambda: not demo.result().is_alive)
        await chat.ask("hello")
        assert chat.word == "completed"


async def test_a_server_without_responses_is_asked_over_chat_with_the_whole_conversation(
    tmp_path: Path,
) -> None:
    async with run_chat(tmp_path, chat_only()) as chat:
        await chat.ask("one")
        assert chat.word == "completed"
        assert chat.texts == ["one", "Hello there"]
        (notice,) = chat.notifications
        assert notice.endswith("does not speak Responses: asked over Chat Completions")
        await chat.ask("two")
        assert chat.texts == ["one", "Hello there", "two", "Hello there"]
        assert len(chat.notifications) == 1
        assert [node.recording.request.path for node in chat.chat.conversation.nodes] == [
            "",
            "/chat/completions",
            "/chat/completions",
        ]
        assert chat.chat.last_ask
        assert chat.chat.last_ask.request.body["messages"] == [
            {"role": "user", "content": "one"},
            {"role": "assistant", "content": "Hello there"},
            {"role": "user", "content": "two"},
        ]
    async with run_chat(tmp_path, flags={"resume": "last"}) as chat:
        assert chat.texts == ["one", "Hello there", "two", "Hello there"]
        assert chat.word == "completed"


class HeldChat:
    """Streams the first word over Chat Completions, and waits until the client leaves."""

    def __init__(self) -> None:
        self.client_left = asyncio.Event()

    async def __call__(self, exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(*chunk_frames("Hello", " there")[:2])
        await exchange.wait_for_disconnect()
        self.client_left.set()


async def test_over_chat_an_answer_is_stopped_regenerated_and_edited(tmp_path: Path) -> None:
    held = HeldChat()
    slow = refusal("429 x", "Slow down.", retry_after_ms="1")
    script = chat_only(held, slow, chunk_frames("Again"), chunk_frames("Other"))
    async with run_chat(tmp_path, script, flags={"api": "chat"}) as chat:
        await chat.write("one")
        await chat.press("enter")
        await chat.until(lambda: chat.texts == ["one", "Hello"])
        await chat.press("escape")
        await chat.until(lambda: chat.word == "stopped")
        await held.client_left.wait()
        chat.transcript.focus()
        await chat.press("r", "enter")
        await chat.until(lambda: chat.texts == ["one", "Again"] and chat.word == "completed")
        chat.transcript.focus()
        await chat.press("e", "enter")
        await chat.write("two")
        await chat.press("enter")
        await chat.until(lambda: chat.texts == ["two", "Other"] and chat.word == "completed")
        nodes = chat.chat.conversation.nodes
        assert [node.parent for node in nodes] == [None] * 4  # one was put off, and sent again
        assert {node.recording.request.path for node in nodes} == {"/chat/completions"}


async def test_a_conversation_begun_over_responses_goes_on_over_chat_once_it_is_resumed(
    tmp_path: Path,
) -> None:
    async with run_chat(tmp_path, reply_with("Hello", " there")) as chat:
        await chat.ask("one")
    flags = {"resume": "last", "api": "chat"}
    refusal = [data_frame(chunk(role="assistant", refusal="I can't.")), *chunk_frames()[1:]]
    async with run_chat(tmp_path, chat_only(refusal, chunk_frames("Bye")), flags=flags) as chat:
        assert chat.texts == ["one", "Hello there"]
        await chat.ask("two")
        assert "I can't." in chat.text
        await chat.ask("three")
        assert chat.chat.last_ask
        messages = chat.chat.last_ask.request.body["messages"]
    assert [(message["role"], message["content"]) for message in messages] == [
        ("user", "one"),
        ("assistant", "Hello there"),
        ("user", "two"),
        ("assistant", "I can't."),
        ("user", "three"),
    ]


async def test_the_secret_of_a_hosted_tool_is_in_no_file_and_no_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCS_TOKEN", "s3cret-of-docs")
    headers = {"Authorization": "Bearer $DOCS_TOKEN"}
    tool = HostedTool("docs", {"type": "mcp", "server_label": "d", "headers": headers})

    async def repeat(exchange: Exchange) -> None:
        """Answer with the request's own tools, as some servers do."""
        echo = {"type": "response.created", "response": {"tools": exchange.request.json["tools"]}}
        await answer(sse_frame(echo), *text_stream("Hello")[1:])(exchange)

    async with scripted_server(repeat) as server:
        settings = resolve_settings(paths_in(tmp_path), {"base_url": server.base_url}, {})
        chat = prepare_launch(settings).open_chat(lambda _: None)
        async with aclosing(chat.send("hello", None, tools=[tool])) as steps:
            async for _ in steps:
                await asyncio.to_thread(chat.store.flush)
                assert "s3cret" not in await asyncio.to_thread(text_of_files, tmp_path)
        (node,) = chat.conversation.nodes
        await chat.aclose()
    sent = server.requests[0].json["tools"][0]
    assert sent["headers"] == {"Authorization": "Bearer s3cret-of-docs"}
    stored = await asyncio.to_thread(text_of_files, tmp_path)
    assert "Bearer $DOCS_TOKEN" in stored
    assert "s3cret" not in stored
    for file_format in FORMATS:
        stream = stream_from_recording(node.recording)
        pieces = export_recording(file_format, [("hello", stream)], "", "1", redact=False)
        text = "".join(piece if isinstance(piece, str) else piece.decode() for piece in pieces)
        assert "s3cret" not in text
        assert file_format not in ("jsonl", "har") or "Bearer $DOCS_TOKEN" in text


def text_of_files(folder: Path) -> str:
    files = (file for file in folder.rglob("*") if file.is_file())
    return "".join(file.read_bytes().decode("latin-1") for file in files)


async def test_settings_are_kept_with_the_turn_and_hold_for_those_after_it(tmp_path: Path) -> None:
    async with scripted_server(reply_with("Hello")) as server:
        flags = {"base_url": server.base_url, "model": "first"}
        chat = prepare_launch(resolve_settings(paths_in(tmp_path), flags, {})).open_chat(ignore)
        first, *_ = [step async for step in chat.send("one", None)]
        assert isinstance(first, AttemptBegan)
        other = TurnSettings("second", "Rhyme.", {"effort": "low"}, {"seed": 7})
        async for _ in chat.send("one", None, settings=other):
            pass
        assert chat.turn_settings == other
        chat.select_sibling(chat.conversation.path[0], -1)
        assert chat.turn_settings == TurnSettings("first")
        chat.turn_settings = TurnSettings("third")
        async for _ in chat.send("two", first.attempt.id):
            pass
        await chat.aclose()
        settings = resolve_settings(paths_in(tmp_path), {"base_url": server.base_url}, {})
        resumed = prepare_launch(settings, resume=LAST).open_chat(ignore)
        assert resumed.turn_settings == TurnSettings("third")
        await resumed.aclose()
    sent = [received.json for received in server.requests]
    assert [body["model"] for body in sent] == ["first", "second", "third"]
    assert (sent[1]["reasoning"], sent[1]["seed"]) == ({"effort": "low"}, 7)


def ignore(_: object) -> None:
    """What the store reports."""


async def test_what_an_api_lacks_is_said_once(tmp_path: Path) -> None:
    async with scripted_server(chat_only()) as server:
        flags = {"base_url": server.base_url, "api": "chat"}
        chat = prepare_launch(resolve_settings(paths_in(tmp_path), flags, {})).open_chat(ignore)
        chat.turn_settings = TurnSettings("m", parameters={"truncation": "auto", "effort": "low"})
        settings = chat.turn_settings
        steps = [step async for step in chat.send("one", None, settings=settings)]
        steps += [step async for step in chat.send("two", chat.next_parent, settings=settings)]
        await chat.aclose()
    notices = [step.notice for step in steps if isinstance(step, Adapted)]
    assert notices == ["truncation: not sent, as Chat Completions has no place for it"]
    assert [received.json["reasoning_effort"] for received in server.requests] == ["low", "low"]
