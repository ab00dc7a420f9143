"""The models of all servers that are known, each asked once, with the key of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ppchat.adapters.config import resolve_settings
from ppchat.adapters.models.found_servers import FoundServer
from ppchat.adapters.profiles.target import Target, resolve_target
from ppchat.adapters.store.store import Store
from ppchat.services.chat import ChatSession
from ppchat.services.models import catalogue
from ppchat.services.models.catalogue import ModelCatalogue, ServerModels
from tests.support.chat_app import NOBODY, paths_in
from tests.support.loopback import scripted_server
from tests.support.model_servers import json_answer, offering


@asynccontextmanager
async def session(folder: Path, base_url: str, config: str = "") -> AsyncIterator[ChatSession]:
    (folder / "config.toml").write_text(config)
    settings = resolve_settings(paths_in(folder), {"base_url": base_url}, {})
    store = Store(settings.paths.database)
    chat = ChatSession(settings, resolve_target(settings, {}), store)
    try:
        yield chat
    finally:
        await chat.aclose()


async def listed(models: ModelCatalogue, chat: ChatSession) -> dict[str, ServerModels]:
    return {server.title: server async for server in models.servers(chat)}


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[FoundServer]:
    servers: list[FoundServer] = []

    async def find() -> tuple[FoundServer, ...]:
        return tuple(servers)

    monkeypatch.setattr(catalogue, "find_servers", find)
    return servers


async def test_each_server_is_listed_with_its_own_key(
    tmp_path: Path, found: list[FoundServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORK_KEY", "sk-of-work")
    found.append(FoundServer("http://127.0.0.1:11434/v1", "Ollama", ("llama",)))
    found.append(FoundServer("http://127.0.0.1:4000/v1", "", (), needs_key=True))
    async with scripted_server(offering("a", "b")) as mine, scripted_server(offering("w")) as work:
        config = f'[profile.work]\nbase_url = "{work.base_url}"\nkey_env = "WORK_KEY"\n'
        config += f'[profile.off]\nbase_url = "{NOBODY}"\n'
        config += '[profile.broken]\nkey_env = "NO_SUCH_VARIABLE"\nbase_url = "http://h/v1"\n'
        async with session(tmp_path, mine.base_url, config) as chat:
            models = ModelCatalogue()
            first = [server async for server in models.servers(chat)][:2]
            again = await listed(models, chat)
    assert [server.is_loading for server in first] == [True, True]
    by_name = {title.partition(" ")[0]: server for title, server in again.items()}
    host = mine.base_url.split("/")[2]
    assert by_name[host].names == ("a", "b")
    assert by_name[host].connect is None
    assert (by_name["work"].names, by_name["work"].connect) == (("w",), "work")
    assert "no server is listening" in by_name["off"].problem
    assert "NO_SUCH_VARIABLE is not set" in by_name["broken"].problem
    assert by_name["Ollama"].names == ("llama",)
    assert isinstance(by_name["Ollama"].connect, Target)
    assert by_name["Ollama"].connect.key is None
    assert "needs a key" in by_name["127.0.0.1:4000"].problem
    assert [request.headers.get("authorization") for request in work.requests] == [
        "Bearer sk-of-work"
    ]
    assert [request.headers.get("authorization") for request in mine.requests] == [None]


async def test_servers_are_asked_again_when_their_lists_are_forgotten(
    tmp_path: Path, found: list[FoundServer]
) -> None:
    async with scripted_server(offering("a")) as server, session(tmp_path, server.base_url) as chat:
        models = ModelCatalogue()
        for _ in range(2):
            await listed(models, chat)
        assert len(server.requests) == 1
        models.forget()
        found.append(FoundServer("http://127.0.0.1:1234/v1", "LM Studio", ("q",)))
        again = await listed(models, chat)
        assert len(server.requests) == 2
    assert "LM Studio · 127.0.0.1:1234" in again


async def test_a_list_that_failed_is_asked_for_again(
    tmp_path: Path, found: list[FoundServer]
) -> None:
    assert not found
    failing = json_answer(b"{}", "500 x")
    async with scripted_server(failing) as server, session(tmp_path, server.base_url) as chat:
        models = ModelCatalogue()
        for _ in range(2):
            (listing,) = (await listed(models, chat)).values()
            assert "500" in listing.problem
        assert len(server.requests) == 2


async def test_a_server_that_is_configured_is_not_found_again(
    tmp_path: Path, found: list[FoundServer]
) -> None:
    async with scripted_server(offering("a")) as server:
        found.append(FoundServer(server.base_url, "Ollama", ("a",)))
        address = server.base_url.replace("127.0.0.1", "localhost")
        async with session(tmp_path, address) as chat:
            assert len(await listed(ModelCatalogue(), chat)) == 1


async def test_a_key_command_is_not_run_for_a_list(
    tmp_path: Path, found: list[FoundServer]
) -> None:
    assert not found
    config = (
        f'[profile.safe]\nbase_url = "http://h/v1"\nkey_command = ["touch", "{tmp_path}/ran"]\n'
    )
    config += 'model = "m"\n'
    async with session(tmp_path, NOBODY, config) as chat:
        servers = await listed(ModelCatalogue(), chat)
    assert servers["safe · h"].names == ("m",)
    assert not (tmp_path / "ran").exists()


async def test_the_names_at_the_current_server_are_asked_for_once(tmp_path: Path) -> None:
    async with scripted_server(offering("a")) as server, session(tmp_path, server.base_url) as chat:
        models = ModelCatalogue()
        assert [await models.names(chat) for _ in range(2)] == [("a",)] * 2
        assert len(server.requests) == 1
    failing = json_answer(b"{}", "500 x")
    async with scripted_server(failing) as server, session(tmp_path, server.base_url) as chat:
        models = ModelCatalogue()
        assert [await models.names(chat) for _ in range(2)] == [()] * 2
        assert len(server.requests) == 1
