"""The rounds of `ppchat ask --tool`: nothing runs unless it is allowed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, create_subprocess_exec
from pathlib import Path
from typing import Any

import pytest

from ppchat.adapters.recording_files import open_recorded_streams
from ppchat.adapters.server.server import serve
from ppchat.demo import recordings as demo
from tests.support.asking import run_ask
from tests.support.call_streams import approval_stream, call_stream, in_turn
from tests.support.chat_server import chat_only
from tests.support.gpt_oss import gpt_oss_events
from tests.support.loopback import (
    ProgramResult,
    ReceivedRequest,
    answer,
    isolated_environment,
    ppchat_command,
    run_ppchat,
    scripted_server,
    sse_frame,
    text_stream,
)

WORDS = text_stream("It is ", "18 degrees.")
LISBON = '{"city":"Lisbon"}'
CALL = call_stream(("get_weather", LISBON))
ASK = ("--tool", "get_weather", "--allow", "get_weather", "hello")
ECHO = "import sys; print('got', sys.stdin.read())"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    write_config(file, ECHO)
    return file


def write_config(file: Path, script: str) -> None:
    command = json.dumps([sys.executable, "-ISc", script])
    file.write_text(
        f'[tool.get_weather]\ndescription = "the weather"\ncommand = {command}\n'
        'parameters = { type = "object", properties.city.type = "string" }\n'
        "[tool.by_hand]\n"
        '[hosted.docs]\ntype = "mcp"\nserver_label = "d"\nserver_url = "https://h"\n'
        'headers = { Authorization = "Bearer $DOCS_TOKEN" }\n'
    )


async def run_program(
    base_url: str, config: Path, *arguments: str, docs_token: str = ""
) -> ProgramResult:
    return await run_ppchat(
        *("ask", "--base-url", base_url, "--config", str(config), *arguments),
        home=config.parent,
        DOCS_TOKEN=docs_token,
    )


def outputs(request: ReceivedRequest) -> list[dict[str, Any]]:
    return [item for item in request.json["input"] if item["type"].endswith(("output", "response"))]


async def test_an_allowed_command_answers_and_the_model_goes_on(config: Path) -> None:
    async with scripted_server(in_turn(CALL, WORDS)) as server:
        result = await run_program(server.base_url, config, *ASK)
    assert (result.code, result.out) == (0, "It is 18 degrees.\n")
    ran, ended = result.err.splitlines()
    assert ran.startswith(f"ppchat: get_weather {LISBON}: runs {sys.executable} -ISc ")
    assert ended.startswith("ppchat: get_weather: exit code 0 · ")
    first, second = server.requests
    assert first.json["tools"] == second.json["tools"]
    assert first.json["tools"][0]["parameters"]["properties"] == {"city": {"type": "string"}}
    assert outputs(second) == [
        {"type": "function_call_output", "call_id": "call_0", "output": f"got {LISBON}"}
    ]


async def test_without_permission_the_call_is_printed_and_nothing_runs(config: Path) -> None:
    write_config(config, f"open({str(config.parent / 'ran')!r}, 'w')")
    async with scripted_server(in_turn(CALL, WORDS)) as server:
        result = await run_ask(server.base_url, config, "--tool", "get_weather", "hello")
    assert result.code == 3
    assert json.loads(result.out) == {
        "type": "function_call",
        "call_id": "call_0",
        "name": "get_weather",
        "arguments": {"city": "Lisbon"},
    }
    assert result.err == (
        f"ppchat: get_weather {LISBON} waits for an answer: --allow get_weather runs its command\n"
    )
    assert len(server.requests) == 1
    assert not (config.parent / "ran").exists()


async def test_one_call_without_permission_keeps_all_from_running(config: Path) -> None:
    calls = call_stream(("get_weather", "{}"), ("by_hand", "{}"))
    async with scripted_server(in_turn(calls, WORDS)) as server:
        result = await run_ask(server.base_url, config, "--tool", "by_hand", *ASK)
    assert result.code == 3
    assert json.loads(result.out)["name"] == "by_hand"
    assert result.err == "ppchat: by_hand {} waits for an answer\n"


async def test_parallel_calls_are_answered_together_in_their_order(config: Path) -> None:
    calls = call_stream(*(("get_weather", f'{{"n":{n}}}') for n in range(10)))
    async with scripted_server(in_turn(calls, WORDS)) as server:
        result = await run_ask(server.base_url, config, *ASK)
    assert result.code == 0
    assert [item["output"] for item in outputs(server.requests[1])] == [
        f'got {{"n":{n}}}' for n in range(10)
    ]


async def test_what_the_model_gets_wrong_it_is_told(config: Path) -> None:
    calls = call_stream(("no_such", "{}"), ("get_weather", '{"city'), ("get_weather", "[]"))
    async with scripted_server(in_turn(calls, WORDS)) as server:
        result = await run_ask(server.base_url, config, *ASK)
    assert result.code == 0
    texts = [item["output"] for item in outputs(server.requests[1])]
    assert texts[0] == "error: there is no function no_such"
    assert texts[1].startswith("error: the arguments are not JSON: ")
    assert texts[2] == "error: the arguments are not a JSON object"
    assert "runs" not in result.err


async def test_a_command_that_fails_is_an_answer(config: Path) -> None:
    write_config(config, "import sys; print('no city', file=sys.stderr); raise SystemExit(3)")
    async with scripted_server(in_turn(CALL, WORDS)) as server:
        result = await run_ask(server.base_url, config, *ASK)
    assert result.code == 0
    assert "ppchat: get_weather: exit code 3 · " in result.err
    assert outputs(server.requests[1])[0]["output"] == "error: exit code 3\nno city"


async def test_rounds_end_at_the_limit(config: Path) -> None:
    async with scripted_server(in_turn(CALL)) as server:
        result = await run_ask(server.base_url, config, "--max-rounds", "3", *ASK)
    assert result.code == 3
    assert len(server.requests) == 3
    assert "ppchat: Stopped after 3 rounds: --max-rounds N lets the model go on.\n" in result.err
    assert json.loads(result.out)["call_id"] == "call_0"


async def test_ten_rounds_are_the_limit_unless_another_is_set(config: Path) -> None:
    write_config(config, "")
    async with scripted_server(in_turn(CALL)) as server:
        result = await run_ask(server.base_url, config, *ASK)
    assert result.code == 3
    assert len(server.requests) == 10


async def test_the_recordings_of_all_rounds_are_one_file(config: Path) -> None:
    async with scripted_server(in_turn(CALL, WORDS)) as server:
        result = await run_ask(server.base_url, config, "--format", "jsonl", *ASK)
    file = config.parent / "run.jsonl"
    file.write_text(result.out)
    with open_recorded_streams(str(file)) as streams:
        first, second = (stream.recording() for stream in streams)
    assert [item.type for item in first.response.items] == ["function_call"]
    assert second.response.text == "It is 18 degrees."
    assert second.request.body["input"][-1]["output"] == f"got {LISBON}"


@pytest.mark.parametrize("name", ["jsonl", "events", "snapshots"])
async def test_a_call_is_no_part_of_other_formats(name: str, config: Path) -> None:
    async with scripted_server(in_turn(CALL)) as server:
        result = await run_ask(
            *(server.base_url, config, "--tool", "get_weather", "--format", name, "hello")
        )
    assert result.code == 3
    assert '"call_id": "call_0"' not in result.out
    assert "waits for an answer" in result.err


async def test_an_approval_needs_the_permission_for_its_server(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCS_TOKEN", "s3cret-of-docs")
    request = approval_stream("d", "search", '{"q":1}')
    async with scripted_server(in_turn(request, WORDS)) as server:
        arguments = ("--hosted", "docs", "hello")
        refused = await run_ask(server.base_url, config, *arguments)
        assert refused.code == 3
        assert json.loads(refused.out)["server_label"] == "d"
        assert "--allow docs approves the calls of this server" in refused.err
    async with scripted_server(in_turn(request, WORDS)) as server:
        allowed = await run_ask(server.base_url, config, "--allow", "docs", *arguments)
    assert allowed.code == 0
    assert 'd: search {"q":1}: approved' in allowed.err
    assert outputs(server.requests[1]) == [
        {"type": "mcp_approval_response", "approval_request_id": "mcpr_1", "approve": True}
    ]


async def test_a_secret_is_in_what_is_sent_and_nowhere_else(config: Path) -> None:
    log = config.parent / "log.txt"
    async with scripted_server(answer(*WORDS)) as server:
        arguments = ("--hosted", "docs", "--format", "jsonl", "--log-file", str(log), "hello")
        result = await run_program(server.base_url, config, *arguments, docs_token="s3cret-of-docs")
        unset = await run_program(server.base_url, config, *arguments)
    assert result.code == 0
    assert server.requests[0].json["tools"][0]["headers"] == {
        "Authorization": "Bearer s3cret-of-docs"
    }
    assert '"Authorization":"Bearer $DOCS_TOKEN"' in result.out
    assert unset.code == 2
    assert "DOCS_TOKEN is not set" in unset.err
    assert len(server.requests) == 1
    files = [file for file in config.parent.rglob("*") if file.is_file()]
    texts = [result.out, result.err, *(file.read_text(errors="replace") for file in files)]
    assert not [text for text in texts if "s3cret" in text]


async def test_an_interrupt_stops_the_command(config: Path) -> None:
    file = config.parent / "pid"
    script = f"import os, time; open({str(file)!r} + '.new', 'w').write(str(os.getpid()))\n"
    write_config(
        config, f"{script}os.rename({str(file)!r} + '.new', {str(file)!r})\ntime.sleep(600)"
    )
    async with scripted_server(in_turn(CALL)) as server:
        arguments = ("ask", "--base-url", server.base_url, "--config", str(config), *ASK)
        process = await create_subprocess_exec(
            *ppchat_command(*arguments),
            env=isolated_environment(config.parent),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
        )
        while not file.exists():  # noqa: ASYNC110 (another process makes it true)
            await asyncio.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, err = await process.communicate()
    assert process.returncode == 130
    assert b"Traceback" not in err
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text()), 0)


CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "inhabitants": {"type": "integer"}},
    "required": ["city", "inhabitants"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("text", "code", "err"),
    [
        ('{"city":"Lisbon","inhabitants":545796}', 0, ""),
        (
            '{"city":"Lisbon","inhabitants":"many"}',
            1,
            "ppchat: line 1, /inhabitants: \"many\" is not of type 'integer'\n",
        ),
        ('{"city":', 1, "ppchat: line 1, the whole answer: not JSON: "),
    ],
)
async def test_an_answer_is_checked_against_its_schema(
    text: str, code: int, err: str, config: Path
) -> None:
    file = config.parent / "city.json"
    file.write_text(json.dumps(CITY))
    async with scripted_server(answer(*text_stream(text))) as server:
        result = await run_ask(server.base_url, config, "--schema", str(file), "hello")
    assert (result.code, result.out) == (code, f"{text}\n")
    assert result.err.startswith(err)
    assert bool(result.err) == bool(err)
    sent = server.requests[0].json["text"]["format"]
    assert (sent["type"], sent["name"], sent["strict"]) == ("json_schema", "answer", True)
    assert sent["schema"] == CITY


async def test_only_the_last_round_is_checked(config: Path) -> None:
    file = config.parent / "city.json"
    file.write_text(json.dumps(CITY))
    words = text_stream('{"city":"Lisbon","inhabitants":545796}')
    async with scripted_server(in_turn(CALL, words)) as server:
        result = await run_ask(server.base_url, config, "--schema", str(file), *ASK)
    assert result.code == 0
    assert all("format" in request.json["text"] for request in server.requests)


async def test_a_hosted_tool_that_an_api_has_no_place_for_is_said_to_be_left_out(
    config: Path,
) -> None:
    async with scripted_server(chat_only()) as server:
        arguments = ("--hosted", "docs", "--tool", "get_weather", "hello")
        result = await run_ask(server.base_url, config, "--api", "chat", *arguments)
    assert result.code == 0
    assert result.err == "ppchat: docs: not sent, as Chat Completions has no tools of the server\n"
    assert [tool["type"] for tool in server.requests[0].json["tools"]] == ["function"]


async def test_the_demo_runs_to_its_last_words(config: Path) -> None:
    server = await serve(demo.recordings(), speed=0)
    try:
        question = "What is the weather in Lisbon?"
        result = await run_ask(server.base_url, config, *ASK[:-1], question)
    finally:
        await server.aclose()
    assert result.code == 0
    assert "Thank you: that is the weather in Lisbon" in result.out
    assert result.err.count("exit code 0") == 1


async def test_a_refused_parameter_is_named_with_the_option_that_leaves_it_out(
    config: Path,
) -> None:
    message = "Unsupported parameter: 'temperature' is not supported with this model."
    body = json.dumps({"error": {"message": message}}).encode()
    refusal = answer(body, status="400 Bad Request", content_type="application/json")
    async with scripted_server(refusal) as server:
        arguments = ("-o", "temperature=0.2", "-o", "effort=low", "hello")
        result = await run_ask(server.base_url, config, *arguments)
        advice = "loopback rejects temperature: `-o temperature=` asks without it."
        assert result.err.splitlines()[-1] == f"ppchat: {advice}"
        assert result.code == 1
        await run_ask(server.base_url, config, *arguments, "-o", "temperature=")
    first, second = [request.json for request in server.requests]
    assert (first["temperature"], first["reasoning"]) == (0.2, {"effort": "low"})
    assert ("temperature" in second, second["reasoning"]) == (False, {"effort": "low"})


async def test_what_an_api_has_no_place_for_is_said(config: Path) -> None:
    async with scripted_server(chat_only()) as server:
        arguments = ("--api", "chat", "-o", "truncation=auto", "hello")
        result = await run_ask(server.base_url, config, *arguments)
    said = "ppchat: truncation: not sent, as Chat Completions has no place for it\n"
    assert (result.code, result.err) == (0, said)


async def test_an_item_with_two_indices_is_printed_and_sent_back_once(config: Path) -> None:
    stream = [sse_frame(data) for data in gpt_oss_events()]
    async with scripted_server(answer(*stream)) as server:
        first = await run_ask(server.base_url, config, "--save", "one")
        assert first.out.split() == ["Hi", "there"]
        await run_ask(server.base_url, config, "--save", "-c", "two")
    question, said, following = server.requests[-1].json["input"]
    assert (question["content"], following["content"]) == ("one", "two")
    assert [part["text"] for part in said["content"]] == ["Hi there"]
