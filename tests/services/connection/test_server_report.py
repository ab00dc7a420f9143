"""What servers of several kinds speak, and what the user is told to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from ppchat.adapters.profiles.target import Target
from ppchat.core.stream.signals import Problem
from ppchat.services.connection.server_report import (
    ServerReport,
    findings,
    lists_no_models,
    other_api,
    probe_server,
)
from tests.support.loopback import Exchange, Script, scripted_server
from tests.support.model_servers import json_answer, model_list

NOT_FOUND: Final = json_answer(b"404 page not found", "404 x")
NEEDS_MESSAGES: Final = json_answer(b'{"error": {"message": "messages: field required"}}', "400 x")
NEEDS_MODEL: Final = json_answer(b'{"error": {"message": "missing model"}}', "422 x")
CHAT: Final = "/v1/chat/completions"
RESPONSES: Final = "/v1/responses"
MODELS: Final = "/v1/models"


def page(status: str = "200 OK", text: bytes = b"<!doctype html><title>Log in</title>") -> Script:
    """A server that answers anything with a page."""

    async def script(exchange: Exchange) -> None:
        await exchange.send(
            b"HTTP/1.1 %s\r\ncontent-type: text/html\r\ncontent-length: %d\r\n"
            b"connection: close\r\n\r\n%s" % (status.encode(), len(text), text)
        )
        exchange.writer.close()

    return script


def by_path(scripts: Mapping[str, Script], other: Script = NOT_FOUND) -> Script:
    """A server with these paths."""

    async def script(exchange: Exchange) -> None:
        await scripts.get(exchange.request.target, other)(exchange)

    return script


OLLAMA_OLD: Final = by_path(
    {MODELS: json_answer(model_list("llama", owner="library")), CHAT: NEEDS_MESSAGES}
)
LM_STUDIO: Final = by_path(
    {MODELS: json_answer(model_list("a")), CHAT: NEEDS_MESSAGES, RESPONSES: NEEDS_MODEL},
    # It answers what it does not know with an error in a success.
    json_answer(b'{"error": "Unexpected endpoint or method."}'),
)
LLAMA_CPP: Final = by_path(
    {MODELS: json_answer(model_list("gguf", owner="llamacpp")), CHAT: NEEDS_MESSAGES},
    json_answer(b'{"error": {"code": 404, "message": "File Not Found"}}', "404 x"),
)
VLLM: Final = by_path(
    {
        MODELS: json_answer(model_list("m", owner="vllm")),
        CHAT: NEEDS_MESSAGES,
        RESPONSES: NEEDS_MODEL,
    },
    json_answer(b'{"detail": "Not Found"}', "404 x"),
)
UNLISTED: Final = by_path({CHAT: NEEDS_MESSAGES})
NGINX: Final = page("404 x", b"<html><head><title>404 Not Found</title></head></html>")


async def report_on(script: Script, suffix: str = "/v1") -> tuple[ServerReport, str]:
    """The report on a server, and its base URL."""
    async with scripted_server(script) as server:
        base_url = server.base_url.removesuffix("/v1") + suffix
        return await probe_server(Target(base_url, "loopback", None, "", False)), base_url


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        (OLLAMA_OLD, ["It speaks Chat Completions, not Responses.", "1 model: llama"]),
        (LM_STUDIO, ["It speaks Responses and Chat Completions.", "1 model: a"]),
        (LLAMA_CPP, ["It speaks Chat Completions, not Responses.", "1 model: gguf"]),
        (VLLM, ["It speaks Responses and Chat Completions.", "1 model: m"]),
    ],
)
async def test_a_server_is_described_by_what_it_speaks(script: Script, lines: list[str]) -> None:
    report, _ = await report_on(script)
    assert report.problem is None
    assert list(findings(report)) == lines


@pytest.mark.parametrize(
    ("script", "message", "advice"),
    [
        (NGINX, "URL speaks neither Responses nor Chat Completions", "Check the base URL"),
        (page(), "URL is a page, not an API of models", "Check the base URL"),
        (json_answer(b"{}", "401 x"), "401 Unauthorized", "No key was sent to"),
    ],
)
async def test_what_is_no_server_of_models_is_said_in_a_sentence(
    script: Script, message: str, advice: str
) -> None:
    report, base_url = await report_on(script)
    assert report.problem
    assert report.problem.message.startswith(message.replace("URL", base_url))
    assert report.problem.advice.startswith(advice)
    assert "ppchat models" not in report.problem.advice


async def test_nobody_there() -> None:
    report = await probe_server(Target("http://127.0.0.1:9/v1", "127.0.0.1:9", None, "", False))
    assert report.problem
    assert report.problem.message == "no server is listening at 127.0.0.1:9"


async def test_the_base_url_that_was_meant_is_named() -> None:
    report, base_url = await report_on(OLLAMA_OLD, suffix="")
    assert report.better_url == f"{base_url}/v1"
    assert report.problem
    assert f"Use the base URL {base_url}/v1" in report.problem.advice


async def test_the_api_to_ask_over_instead_is_named() -> None:
    report, base_url = await report_on(LLAMA_CPP)
    assert other_api(report, "responses") == (
        f"{base_url} speaks Chat Completions, not Responses: use --api chat"
    )
    assert other_api(report, "chat") == ""
    report, base_url = await report_on(NGINX)
    assert other_api(report, "chat").startswith(f"{base_url} speaks neither")


async def test_a_server_that_lists_no_models_says_what_it_speaks() -> None:
    report, _ = await report_on(UNLISTED)
    problem = lists_no_models(report)
    assert isinstance(problem, Problem)
    assert problem.message.startswith("404 Not Found")
    assert problem.advice.startswith("It speaks Chat Completions: name a model with -m")
