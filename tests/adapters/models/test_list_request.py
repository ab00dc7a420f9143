"""The models of a server are listed, or one line says why not."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

from ppchat.adapters.models.list_request import list_models
from ppchat.adapters.models.model_list import ModelList
from ppchat.adapters.profiles.target import Target
from ppchat.core.security.secret import Secret
from ppchat.core.stream.signals import Problem
from tests.support.chat_app import NOBODY
from tests.support.loopback import Script, raw_answer, scripted_server
from tests.support.model_servers import json_answer, model_list, offering

KEY: Final = Secret("sk-listing-models")


def target_of(base_url: str, key: Secret | None = None) -> Target:
    return Target(base_url, base_url.split("/")[2], key, "", is_demo=False)


async def test_the_key_goes_with_the_request_and_to_no_other_host() -> None:
    async with scripted_server(offering("b", "a")) as other:
        redirect = json_answer(b"{}", "307 x", location=f"{other.base_url}/models")
        async with scripted_server(redirect) as server, scripted_server(offering("b", "a")) as mine:
            problem = await list_models(target_of(server.base_url, KEY))
            models = await list_models(target_of(mine.base_url, KEY))
        assert not other.requests
    assert isinstance(problem, Problem)
    assert isinstance(models, ModelList)
    assert models.names == ("a", "b")
    (request,) = mine.requests
    assert (request.method, request.target) == ("GET", "/v1/models")
    assert request.headers["authorization"] == f"Bearer {KEY.reveal()}"


async def test_without_a_key_none_is_sent() -> None:
    async with scripted_server(offering("a")) as server:
        await list_models(target_of(server.base_url))
    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (json_answer(b'{"error": {"message": "No sk-listing-models"}}', "401 x"), "No"),
        (json_answer(b"{}"), "did not return a list of models"),
        (
            raw_answer(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<html>Hi</html>"),
            "list of",
        ),
        (raw_answer(b"SSH-2.0-OpenSSH\r\n"), ""),
        (raw_answer(), ""),
    ],
    ids=["refused", "other JSON", "a page", "another protocol", "nothing"],
)
async def test_what_is_no_list_is_a_problem_in_one_line(script: Script, words: str) -> None:
    async with scripted_server(script) as server:
        problem = await list_models(target_of(server.base_url, KEY))
    assert isinstance(problem, Problem)
    assert words in problem.message
    assert KEY.reveal() not in problem.message


async def test_nobody_listening_is_a_problem() -> None:
    problem = await list_models(target_of(NOBODY))
    assert isinstance(problem, Problem)
    assert problem.kind == "refused"


async def test_a_key_that_no_header_can_carry_is_not_sent() -> None:
    async with scripted_server(offering("a")) as server:
        problem = await list_models(target_of(server.base_url, Secret("a key\n")))
    assert isinstance(problem, Problem)
    assert not server.requests


async def test_of_a_long_list_ten_thousand_names_come_at_once() -> None:
    names = [f"m{number:05}" for number in range(10_000)]
    async with scripted_server(json_answer(model_list(*names))) as server:
        models = await list_models(target_of(server.base_url))
    assert isinstance(models, ModelList)
    assert len(models.names) == 10_000


def test_the_openai_client_is_not_loaded_for_it() -> None:
    code = "import sys, ppchat.adapters.models.list_request; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_a_header_of_the_profile_comes_before_the_key_and_is_not_repeated_in_an_error() -> (
    None
):
    message = b'{"error": {"message": "Nobody is Basic-of-a-team"}}'
    async with scripted_server(json_answer(message, "401 x")) as server:
        target = target_of(server.base_url, KEY)
        problem = await list_models(
            target._replace(headers={"Authorization": Secret("Basic-of-a-team")})
        )
    assert server.requests[0].headers["authorization"] == "Basic-of-a-team"
    assert isinstance(problem, Problem)
    assert "Nobody is •••" in problem.message
