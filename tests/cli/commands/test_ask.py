"""`ppchat ask`: its arguments and what is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.loopback import answer, run_ppchat, scripted_server, text_stream

FRAMES = text_stream("Sure", "!")


async def test_the_prompt_comes_after_stdin_with_the_settings(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text("[request]\ntemperature = 0.5\n")
    async with scripted_server(answer(*FRAMES)) as server:
        result = await run_ppchat(
            *("ask", "-m", "mine", "-s", "Be brief.", "--config", str(config), "explain"),
            home=tmp_path,
            stdin="a é\n".encode() + b"\xff\n",
            OPENAI_BASE_URL=server.base_url,
            OPENAI_API_KEY="sk-for-openai-alone",
            PPCHAT_API_KEY="sk-mine",
        )
    assert result.code == 0
    assert server.requests[0].json == {
        "model": "mine",
        "instructions": "Be brief.",
        "temperature": 0.5,
        "input": [{"type": "message", "role": "user", "content": "a é\n\ufffd\n\nexplain"}],
        "stream": True,
    }
    assert server.requests[0].headers["authorization"] == "Bearer sk-mine"


@pytest.mark.parametrize(
    ("arguments", "err"),
    [
        (["hello"], "no key: set OPENAI_API_KEY"),
        (["--base-url", "http://127.0.0.1:1/v1"], "nothing to ask"),
        (["--base-url", "nonsense", "x"], "--base-url: a base URL must look like"),
        (["--format", "xml", "x"], "invalid choice: 'xml'"),
        (["--timeout", "0", "x"], "the timeout must be more than 0 seconds"),
        (["one", "two"], "unrecognized arguments: two"),
    ],
)
async def test_wrong_usage_is_exit_code_2(arguments: list[str], err: str, tmp_path: Path) -> None:
    result = await run_ppchat("ask", *arguments, home=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert err in result.err


async def test_a_key_that_cannot_be_sent_is_exit_code_2_and_not_shown(tmp_path: Path) -> None:
    result = await run_ppchat("ask", "hello", home=tmp_path, OPENAI_API_KEY="sk-with space")
    assert result.code == 2
    assert "with space" not in result.err + result.out


async def test_an_argument_that_is_not_utf_8_is_sent_with_replacement_characters(
    tmp_path: Path,
) -> None:
    async with scripted_server(answer(*FRAMES)) as server:
        result = await run_ppchat("ask", "--base-url", server.base_url, "a\udcff", home=tmp_path)
    assert (result.code, result.out) == (0, "Sure!\n")
    assert server.requests[0].json["input"][0]["content"] == "a\ufffd"


async def test_files_are_sent_with_the_prompt(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4")
    async with scripted_server(answer(*FRAMES)) as server:
        result = await run_ppchat(
            *("ask", "--base-url", server.base_url, "sum", "--attach", str(tmp_path / "a.txt")),
            *("--attach", str(tmp_path / "b.pdf")),
            home=tmp_path,
        )
    assert result.code == 0, result.err
    data = "data:application/pdf;base64,JVBERi0xLjQ="
    text = '<file name="a.txt">\none\n\n</file>\n\nsum'
    assert server.requests[0].json["input"][0]["content"] == [
        {"type": "input_file", "filename": "b.pdf", "file_data": data},
        {"type": "input_text", "text": text},
    ]


async def test_a_file_that_cannot_be_sent_is_exit_code_2(tmp_path: Path) -> None:
    arguments = ("ask", "--base-url", "http://127.0.0.1:1/v1", "x", "--attach")
    result = await run_ppchat(*arguments, str(tmp_path), home=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert f"--attach {tmp_path}: it is a folder" in result.err
