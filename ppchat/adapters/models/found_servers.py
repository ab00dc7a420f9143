"""Finds the servers of models that run on this machine, though nobody configured them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final, NamedTuple

from ppchat.adapters.daemon_thread import in_daemon_thread

PORTS: Final = (11434, 1234, 8080, 8000, 4000)
"""Where Ollama, LM Studio, llama.cpp, vLLM and LiteLLM listen unless they are set up otherwise."""
_TIMEOUT_S: Final = 0.3
_MAX_BYTES: Final = 1 << 20
_PROGRAMS: Final = {
    "library": "Ollama",
    "organization_owner": "LM Studio",
    "llamacpp": "llama.cpp",
    "vllm": "vLLM",
}
"""Which program says that a model belongs to whom."""
_NEEDS_KEY: Final = (401, 403)


class FoundServer(NamedTuple):
    """A server on this machine."""

    base_url: str
    program: str
    """The name of the program; empty where its answer does not show it."""
    models: tuple[str, ...]
    """The names of its models; foreign, raw."""
    needs_key: bool = False
    """Whether it lists its models only for those who have a key."""

    @property
    def host(self) -> str:
        """Its host and port, for display."""
        return self.base_url.removeprefix("http://").partition("/")[0]


async def find_servers(ports: Iterable[int] = PORTS) -> tuple[FoundServer, ...]:
    """The servers that answer within 0.3 s, all asked at once, in the order of `ports`.

    They are sent no key, whatever is configured, and not through a proxy.
    """
    await in_daemon_thread(_load)  # before the time for the answers begins
    answers = await asyncio.gather(*map(_ask, ports))
    return tuple(server for server in answers if server)


def _load() -> None:
    import ppchat.adapters.models.list_request  # noqa: F401


async def _ask(port: int) -> FoundServer | None:
    from ppchat.adapters.models.list_request import ListRefusal, request_list

    base_url = f"http://127.0.0.1:{port}/v1"
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            names, owners = await request_list(base_url, {}, _MAX_BYTES)
    except ListRefusal as refusal:
        needs_key = refusal.status in _NEEDS_KEY
        return FoundServer(base_url, "", (), needs_key=True) if needs_key else None
    except Exception:  # whatever listens there, it is no server of models
        return None
    program = next((_PROGRAMS[owner] for owner in sorted(owners) if owner in _PROGRAMS), "")
    return FoundServer(base_url, program, names)
