"""What `ppchat ask` keeps, and goes on with."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from ppchat.adapters.store.store import Store
from ppchat.cli.ask.kept_turns import KeptTurns
from ppchat.core.chat.conversation import Conversation
from ppchat.core.chat.source import Source
from ppchat.core.errors import UsageError
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.response.outcome import Outcome
from ppchat.core.stream.signals import End, Ended, Request
from tests.support.asking import run_ask
from tests.support.call_streams import call_stream, in_turn
from tests.support.loopback import Exchange, answer, scripted_server, text_stream

FIRST, SECOND = text_stream("Tagus"), text_stream("Spain")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text("[tool.get_weather]\ncommand = ['true']\n")
    return file


def stored(config: Path) -> list[Conversation]:
    store = Store(config.parent / "ppchat.db")
    summaries = store.conversations()
    assert all(summary.source is Source.OWN for summary in summaries)
    conversations = [store.load(summary.id) for summary in summaries]
    for conversation in conversations:
        for node in conversation.nodes:
            assert len(node.recording.response.items) >= 0  # it is read while the store is open
    store.close()
    return conversations


def texts(conversation: Conversation) -> list[tuple[str, str]]:
    return [(node.prompt, node.recording.response.text) for node in conversation.path]


@pytest.mark.parametrize("format_", ["text", "events", "snapshots", "jsonl"])
async def test_a_kept_question_goes_on(config: Path, format_: str) -> None:
    async with scripted_server(in_turn(FIRST, SECOND)) as server:
        plain = ("--format", format_)
        first = await run_ask(server.base_url, config, "--save", *plain, "A river")
        second = await run_ask(server.base_url, config, "-c", *plain, "Its source?")
    (conversation,) = stored(config)
    assert first.err == second.err == f"ppchat: Kept in conversation {conversation.id}\n"
    assert texts(conversation) == [("A river", "Tagus"), ("Its source?", "Spain")]
    sent = json.dumps(server.requests[1].json)
    assert "A river" in sent or '"previous_response_id": "resp_1"' in sent
    assert conversation.title == "A river"


async def test_a_conversation_is_named_by_the_beginning_of_its_id(config: Path) -> None:
    async with scripted_server(answer(*FIRST)) as server:
        await run_ask(server.base_url, config, "--save", "one")
        await run_ask(server.base_url, config, "--save", "two")
        two, one = stored(config)
        await run_ask(server.base_url, config, "--resume", one.id[:7], "more")
        assert [len(each) for each in stored(config)] == [2, 1]
        with pytest.raises(UsageError, match="no conversation begins with zz"):
            await run_ask(server.base_url, config, "--resume", "zz", "more")
    assert [each.id for each in stored(config)] == [one.id, two.id]


async def test_nothing_is_kept_unless_it_is_wanted(config: Path) -> None:
    async with scripted_server(answer(*FIRST)) as server:
        result = await run_ask(server.base_url, config, "hello")
    assert (result.code, result.err) == (0, "")
    assert not (config.parent / "ppchat.db").exists()


async def test_without_a_last_conversation_a_new_one_is_kept(config: Path) -> None:
    async with scripted_server(answer(*FIRST)) as server:
        await run_ask(server.base_url, config, "-c", "hello")
    assert [texts(each) for each in stored(config)] == [[("hello", "Tagus")]]


async def test_rounds_are_kept_with_their_answers_and_tools(config: Path) -> None:
    calls = call_stream(("get_weather", "{}"))
    tool = ("--tool", "get_weather", "--allow", "get_weather")
    async with scripted_server(in_turn(calls, FIRST)) as server:
        result = await run_ask(server.base_url, config, "--save", *tool, "hello")
    assert result.code == 0
    (conversation,) = stored(config)
    question, further = conversation.path
    assert (question.prompt, further.prompt, len(further.answers)) == ("hello", "", 1)
    assert conversation.tools.on == ("get_weather",)
    assert conversation.tools.permissions == {}


async def test_what_waits_for_an_answer_is_taken_up_in_the_app(config: Path) -> None:
    async with scripted_server(answer(*call_stream(("get_weather", "{}")))) as server:
        result = await run_ask(server.base_url, config, "--save", "hello")
        assert result.code == 3
        with pytest.raises(UsageError, match="waits for an answer to get_weather"):
            await run_ask(server.base_url, config, "-c", "and?")
    (conversation,) = stored(config)
    assert len(conversation.waiting_calls) == 1


async def test_a_refused_question_stays_as_a_branch(config: Path) -> None:
    refused = answer(b'{"error":{"message":"no"}}', status="401 Unauthorized")
    async with scripted_server(answer(*FIRST)) as server:
        await run_ask(server.base_url, config, "--save", "one")
    async with scripted_server(refused) as server:
        assert (await run_ask(server.base_url, config, "-c", "two")).code == 1
    (conversation,) = stored(config)
    assert [node.recording.outcome for node in conversation.nodes] == [
        Outcome.COMPLETED,
        Outcome.REFUSED,
    ]


async def test_a_conversation_that_the_server_has_lost_is_sent_whole(config: Path) -> None:
    lost = b'{"error":{"message":"Previous response with id resp_1 not found."}}'

    async def script(exchange: Exchange) -> None:
        body = server.requests[-1].json
        chained = "previous_response_id" in body
        status = "400 Bad Request" if chained else "200 OK"
        kept = [frame.replace(b'"model": "m"', b'"model": "m", "store": true') for frame in SECOND]
        await answer(*([lost] if chained else kept), status=status)(exchange)

    async with scripted_server(script) as server:
        await run_ask(server.base_url, config, "--save", "A river")
        result = await run_ask(server.base_url, config, "-c", "Its source?")
    assert (result.code, result.out) == (0, "Spain\n")
    assert "has lost what it was to continue" in result.err
    assert len(server.requests) == 3
    assert "A river" in json.dumps(server.requests[-1].json)


async def test_a_turn_that_is_cut_off_has_its_end(tmp_path: Path) -> None:
    store = Store(tmp_path / "ppchat.db")
    kept = KeptTurns(store, Conversation("c0"))
    request = Request({"model": "m"}, "u")
    summary = RecordingSummary(request, "")
    await kept.begin(request, None, "hello", (), ())
    summary.apply(Ended(time.monotonic_ns(), End.STOPPED))
    kept.end(summary)
    kept.end(summary)  # only once
    assert [each.outcome for each in store.conversations()] == [Outcome.STOPPED]
    store.close()
