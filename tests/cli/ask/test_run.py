"""`ppchat ask`, run as a user runs it."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from pathlib import Path

import pytest

from ppchat.adapters.server.server import serve
from ppchat.cli.exit_codes import WAITING
from ppchat.core.response.outcome import Outcome
from ppchat.demo import recordings as demo
from tests.support.asking import run_ask
from tests.support.jsonl import load
from tests.support.loopback import (
    Exchange,
    ProgramResult,
    Script,
    answer,
    isolated_environment,
    ppchat_command,
    raw_answer,
    run_ppchat,
    scripted_server,
    sse_frame,
    text_stream,
)

RULE = "-" * 25
FRAMES = text_stream("Sure", "!")
TWISTER = "Peter Piper picked a peck of pickled peppers."


async def test_text_is_the_answer_and_nothing_else(tmp_path: Path) -> None:
    async with scripted_server(answer(*FRAMES, sse_frame("[DONE]"))) as server:
        result = await run_ppchat("ask", "--base-url", server.base_url, "hello", home=tmp_path)
    assert (result.code, result.out, result.err) == (0, "Sure!\n", "")
    (request,) = server.requests
    assert request.json == {
        "model": "gpt-4.1-mini",
        "input": [{"type": "message", "role": "user", "content": "hello"}],
        "stream": True,
    }
    assert "authorization" not in request.headers


async def test_events_are_type_delta_and_separator(tmp_path: Path) -> None:
    async with scripted_server(answer(b": ping\n\n", *FRAMES, sse_frame("[DONE]"))) as server:
        result = await run_ppchat(
            "ask", "hello", "--format", "events", "--base-url", server.base_url, home=tmp_path
        )
    assert result.code == 0
    assert result.out.split(f"{RULE}\n") == [
        "Event Type: response.created\n",
        "Event Type: response.output_item.added\n",
        "Event Type: response.content_part.added\n",
        "Event Type: response.output_text.delta\nDelta Content: Sure\n",
        "Event Type: response.output_text.delta\nDelta Content: !\n",
        "Event Type: response.output_text.done\n",
        "Event Type: response.output_item.done\n",
        "Event Type: response.completed\n",
        "",
    ]


async def test_jsonl_is_the_recording(tmp_path: Path) -> None:
    async with scripted_server(answer(*FRAMES)) as server:
        result = await run_ppchat(
            "ask", "hello", "--format", "jsonl", "--base-url", server.base_url, home=tmp_path
        )
    recording = load(result.out.splitlines())
    assert recording.outcome is Outcome.COMPLETED
    assert [recording.raw(n) for n in range(len(recording))] == FRAMES
    assert recording.request.base_url == server.base_url


ERROR_FLAT = sse_frame({"type": "error", "message": "overloaded", "code": "busy"})
ERROR_NESTED = sse_frame({"type": "error", "error": {"message": "overloaded", "code": "busy"}})
FAILED = sse_frame(
    {"type": "response.failed", "response": {"error": {"message": "broke", "code": "server_error"}}}
)
INCOMPLETE = sse_frame(
    {
        "type": "response.incomplete",
        "response": {"incomplete_details": {"reason": "max_output_tokens"}},
    }
)


@pytest.mark.parametrize(
    ("script", "out", "err"),
    [
        (answer(*FRAMES[:4]), "Sure\n", "Cut off"),
        (answer(*FRAMES[:4], ERROR_FLAT), "Sure\n", "overloaded (busy)"),
        (answer(*FRAMES[:4], ERROR_NESTED), "Sure\n", "overloaded (busy)"),
        (answer(*FRAMES[:4], FAILED), "Sure\n", "Failed: broke (server_error)"),
        (answer(*FRAMES[:4], INCOMPLETE), "Sure\n", "Incomplete"),
        (answer(b"slow\x1b[31m", status="429 x", x_should_retry="false"), "", "slow␛[31m"),
        (answer(b"<p>hi", content_type="text/html"), "", "not a stream: text/html: hi"),
        (raw_answer(b"garbage\r\n\r\n"), "", "does not speak HTTP: it sent garbage"),
    ],
    ids=["cut", "error", "nested", "failed", "incomplete", "429", "html", "garbage"],
)
async def test_what_goes_wrong_is_reported_on_stderr(
    script: Script, out: str, err: str, tmp_path: Path
) -> None:
    async with scripted_server(script) as server:
        result = await run_ppchat("ask", "--base-url", server.base_url, "hello", home=tmp_path)
    assert (result.code, result.out) == (1, out)
    assert err in result.err
    assert "Traceback" not in result.err
    assert "\x1b" not in result.err


async def test_a_damaged_event_is_ignored_and_reported(tmp_path: Path) -> None:
    async with scripted_server(answer(*FRAMES[:4], b"data: {oops\n\n", *FRAMES[4:])) as server:
        result = await run_ppchat("ask", "--base-url", server.base_url, "hello", home=tmp_path)
    assert (result.code, result.out) == (0, "Sure!\n")
    assert "Event 4 is damaged: not JSON" in result.err


async def stalled(exchange: Exchange) -> None:
    """Send the beginning of an answer, and wait for the client to disconnect."""
    await exchange.open()
    await exchange.chunk(*FRAMES[:4])
    await exchange.wait_for_disconnect()


async def test_a_timeout_is_exit_code_124(tmp_path: Path) -> None:
    async with scripted_server(stalled) as server:
        result = await run_ppchat(
            "ask", "--timeout", "2", "--base-url", server.base_url, "hello", home=tmp_path
        )
    assert result.code == 124
    assert result.out in ("", "Sure\n")  # on a slow machine nothing arrives in time
    assert "timed out after 2 s" in result.err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_an_interrupt_keeps_the_partial_answer_and_ends_the_request(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    async with scripted_server(stalled) as server:
        process = await asyncio.create_subprocess_exec(
            *ppchat_command("ask", "--base-url", server.base_url, "hello"),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=isolated_environment(tmp_path),
        )
        assert process.stdin
        assert process.stdout
        process.stdin.close()
        assert await process.stdout.readexactly(4) == b"Sure"
        process.send_signal(number)
        out, err = await process.communicate()
    assert (process.returncode, out) == (code, b"\n")
    assert b"Stopped" in err


async def test_a_closed_pipe_ends_it_quietly(tmp_path: Path) -> None:
    more_wanted = asyncio.Event()

    async def endless(exchange: Exchange) -> None:
        await exchange.open()
        await exchange.chunk(*FRAMES[:4])
        await more_wanted.wait()
        while True:
            await exchange.chunk(FRAMES[3])

    reading, writing = os.pipe()
    async with scripted_server(endless) as server:
        process = await asyncio.create_subprocess_exec(
            *ppchat_command("ask", "--base-url", server.base_url, "hello"),
            stdin=PIPE,
            stdout=writing,
            stderr=PIPE,
            env=isolated_environment(tmp_path),
        )
        os.close(writing)
        assert process.stdin
        process.stdin.close()
        assert await asyncio.to_thread(os.read, reading, 4) == b"Sure"
        os.close(reading)
        more_wanted.set()
        _, err = await process.communicate()
    assert process.returncode == 141
    assert err == b""


@pytest.mark.parametrize("format_", ["text", "jsonl"])
@pytest.mark.parametrize(
    ("redirection", "reason"),
    [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")],
)
async def test_an_answer_that_cannot_be_written_is_reported_and_ended(
    redirection: str, reason: str, format_: str, tmp_path: Path
) -> None:
    async with scripted_server(stalled) as server:
        arguments = ppchat_command(
            "ask", "--format", format_, "--base-url", server.base_url, "hello"
        )
        result = await in_shell(arguments, redirection, tmp_path)
    assert result == ProgramResult(
        1, "", f"ppchat: Stopped: the answer can't be written: {reason}\n"
    )


async def test_a_closed_stdin_is_empty(tmp_path: Path) -> None:
    async with scripted_server(answer(*FRAMES)) as server:
        arguments = ppchat_command("ask", "--base-url", server.base_url, "hello")
        result = await in_shell(arguments, "<&-", tmp_path)
    assert result == ProgramResult(0, "Sure!\n", "")


async def test_a_closed_stderr_does_not_bring_messages_to_stdout(tmp_path: Path) -> None:
    result = await in_shell(ppchat_command("ask", "hello"), "2>&-", tmp_path)
    assert result == ProgramResult(2, "", "")


async def in_shell(arguments: Sequence[str], redirection: str, home: Path) -> ProgramResult:
    """Run a command in a shell, with a redirection."""
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", f'exec "$@" {redirection}', "sh", *arguments),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        env=isolated_environment(home),
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return ProgramResult(process.returncode, out.decode(), err.decode())


async def test_an_answer_cannot_control_the_terminal(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    evil = "\x1b]52;c;eA==\x07 \x9b31m \u202e"
    async with scripted_server(answer(*text_stream(evil))) as server:
        process = await asyncio.create_subprocess_exec(
            *ppchat_command("ask", "--base-url", server.base_url, "hello"),
            stdin=PIPE,
            stdout=theirs,
            stderr=PIPE,
            env=isolated_environment(tmp_path),
        )
        assert process.stdin
        process.stdin.close()
        output = b""
        while b"\n" not in output:  # the terminal may pass on less than the whole line
            output += await asyncio.to_thread(os.read, ours, 4096)
        await process.communicate()
    os.close(theirs)
    os.close(ours)
    assert process.returncode == 0
    assert output.decode().strip() == "␛]52;c;eA==␇ \ufffd31m \ufffd"


async def test_a_file_gets_the_answer_unchanged(tmp_path: Path) -> None:
    evil = "\x1b[31m\ud800\u202e"
    async with scripted_server(answer(*text_stream(evil))) as server:
        result = await run_ppchat("ask", "--base-url", server.base_url, "hello", home=tmp_path)
    assert result.out == "\x1b[31m?\u202e\n"


async def test_a_refusal_is_reported_besides_the_answer(tmp_path: Path) -> None:
    refusal = sse_frame({"type": "response.refusal.delta", "output_index": 0, "delta": "I can't."})
    async with scripted_server(answer(*FRAMES[:3], refusal, *FRAMES[7:])) as server:
        result = await run_ppchat("ask", "--base-url", server.base_url, "hello", home=tmp_path)
    assert "The model declined: I can't." in result.err


async def test_the_demo_recites_the_twister(tmp_path: Path) -> None:
    prompt = f"Recite '{TWISTER.removesuffix('.')}' five times in a row."
    text, events, snapshots = await asyncio.gather(
        *(
            run_ppchat("ask", "--demo", "--format", name, prompt, home=tmp_path)
            for name in ("text", "events", "snapshots")
        )
    )
    assert [text.code, events.code, snapshots.code] == [0, 0, 0]
    assert text.out.count(TWISTER) == 5
    assert events.out.startswith(f"Event Type: response.created\n{RULE}\n")
    assert f"Event Type: response.output_text.delta\nDelta Content: Sure\n{RULE}\n" in events.out
    assert events.out.endswith(f"Event Type: response.completed\n{RULE}\n")
    assert snapshots.out.endswith(text.out)
    assert text.err == ""


async def test_every_answer_of_the_demo_is_printed_whole(tmp_path: Path) -> None:
    server = await serve(demo.recordings(), speed=0)
    try:
        for recording, _ in demo.recordings():
            prompt = recording.request.body["input"]
            if not isinstance(prompt, str):
                continue  # a further round, which no prompt asks for
            result = await run_ask(server.base_url, tmp_path / "config.toml", prompt)
            calls = recording.dialect.calls(recording.response)
            code = WAITING if calls else 0 if recording.outcome is Outcome.COMPLETED else 1
            assert result.code == code, result.err
            lines = result.out.splitlines(keepends=True)
            text = "".join(lines[: len(lines) - len(calls)])
            assert text.strip() == recording.response.text.strip()
    finally:
        await server.aclose()
