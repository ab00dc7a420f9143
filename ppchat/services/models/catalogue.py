"""Lists the models of the current server, of the profiles, and of servers on this machine."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Final

from ppchat.adapters.config import same_server, settings_for
from ppchat.adapters.models.found_servers import FoundServer, find_servers
from ppchat.adapters.profiles.target import Target, resolve_target
from ppchat.core.errors import ConfigError
from ppchat.core.stream.signals import Problem
from ppchat.services.chat import ChatSession
from ppchat.services.default_model import DEMO_MODEL

_NO_MODELS: Final = "it lists no model"


@dataclass(frozen=True)
class ServerModels:
    """One server, and what it offers as far as that is known."""

    id: str
    title: str
    """Its name for people; foreign, raw."""
    connect: Target | str | None = None
    """What `ChatSession.connect` takes to go there; None for the current server."""
    names: tuple[str, ...] = ()
    """The names of its models; foreign, raw."""
    problem: str = ""
    """Why it offers none, in one line."""
    is_loading: bool = False


Load = Callable[[], Coroutine[Any, Any, ServerModels]]


class ModelCatalogue:
    """Remembers each list for the run of the program, until it is to `forget` them."""

    def __init__(self) -> None:
        self._lists: dict[str, ServerModels] = {}
        self._failed: set[str] = set()
        """The servers that `names` does not ask again."""
        self._found: tuple[FoundServer, ...] | None = None

    def forget(self) -> None:
        """Ask all servers again the next time."""
        self._lists.clear()
        self._failed.clear()
        self._found = None

    async def servers(self, chat: ChatSession) -> AsyncIterator[ServerModels]:
        """Each server at once, those that are asked as loading, and then again with its models.

        The current one comes first.
        """
        pending: dict[str, Load] = {}
        for server, load in self._configured(chat):
            known = self._lists.get(server.id)
            yield known or replace(server, is_loading=True)
            if known is None:
                pending[server.id] = load
        loads = [load() for load in pending.values()]
        tasks = [asyncio.create_task(load) for load in (*map(_as_list, loads), self._find(chat))]
        try:
            for done in asyncio.as_completed(tasks):
                for server in await done:
                    if not server.problem:  # what failed is tried again the next time
                        self._lists[server.id] = server
                    yield server
        finally:
            for task in tasks:
                task.cancel()

    async def names(self, chat: ChatSession) -> tuple[str, ...]:
        """The models of the current server; none where it does not list them."""
        server, load = self._current(chat)
        if server.id not in self._lists and server.id not in self._failed:
            self._failed.add(server.id)  # until there is a list: each key that is typed asks
            listed = await load()
            if not listed.problem:
                self._lists[server.id] = listed
        return self._lists.get(server.id, server).names

    def _current(self, chat: ChatSession) -> tuple[ServerModels, Load]:
        """The current server, and how it is asked."""
        current = chat.target
        title = f"{current.profile} · {current.host}" if current.profile else current.host
        here = ServerModels(_id(current), title)
        return here, _load_demo(here) if current.is_demo else _load(here, current)

    def _configured(self, chat: ChatSession) -> list[tuple[ServerModels, Load]]:
        """The current server and those of the profiles, each with how it is asked."""
        servers = [self._current(chat)]
        here = servers[0][0]
        for name in chat.settings.profiles:
            try:
                settings = settings_for(chat.settings, os.environ, profile=name)
                target = resolve_target(settings, os.environ)
            except ConfigError as error:
                failed = ServerModels(f"profile {name}", name, name, problem=str(error))
                servers.append((failed, _known(failed)))
                continue
            server = ServerModels(_id(target), f"{name} · {target.host}", name)
            if server.id == here.id:
                continue
            model = settings.model
            if target.key_command:  # which may ask for a passphrase: not for a list alone
                server = replace(server, names=(model,) if model else ())
                servers.append((server, _known(server)))
            else:
                servers.append((server, _load(server, target)))
        return servers

    async def _find(self, chat: ChatSession) -> list[ServerModels]:
        """The servers on this machine that are not configured."""
        if self._found is None:
            self._found = await find_servers()
        addresses = [chat.target.base_url, *(p.base_url for p in chat.settings.profiles.values())]
        known = [_plain(address) for address in addresses if address]
        return [
            _of_found(server)
            for server in self._found
            if not any(same_server(server.base_url, address) for address in known)
        ]


async def _as_list(server: Coroutine[Any, Any, ServerModels]) -> list[ServerModels]:
    return [await server]


def _plain(base_url: str) -> str:
    """A base URL by which a server on this machine has one name."""
    return base_url.replace("//localhost", "//127.0.0.1", 1)


def _id(target: Target) -> str:
    return f"{target.profile}\n{target.base_url}"


def _of_found(server: FoundServer) -> ServerModels:
    target = Target(server.base_url, server.host, None, "", False)
    title = f"{server.program} · {server.host}" if server.program else server.host
    problem = "it needs a key: f3 connects to it" if server.needs_key else ""
    if not (server.models or problem):
        problem = _NO_MODELS
    return ServerModels(_id(target), title, target, server.models, problem)


def _known(server: ServerModels) -> Load:
    async def load() -> ServerModels:
        return server

    return load


def _load_demo(server: ServerModels) -> Load:
    return _known(replace(server, names=(DEMO_MODEL,)))


def _load(server: ServerModels, target: Target) -> Load:
    async def load() -> ServerModels:
        from ppchat.adapters.models.list_request import list_models
        from ppchat.adapters.profiles.key_command import load_key

        key = await load_key(target)
        if isinstance(key, Problem):
            return replace(server, problem=key.message)
        models = await list_models(target._replace(key=key))
        if isinstance(models, Problem):
            return replace(server, problem=models.message)
        return replace(server, names=models.names, problem="" if models.names else _NO_MODELS)

    return load
