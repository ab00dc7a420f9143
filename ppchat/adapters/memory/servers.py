"""What is remembered of each server: how it wants to be asked."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from ppchat.adapters.paths import Paths, read_regular_file

_MAX_HOSTS: Final = 200
"""Hosts that are remembered: those that were asked last."""


class ServerMemory(NamedTuple):
    """What is known of one server."""

    api: str = ""
    """The name of the API to ask it over; empty for the default."""
    omit: tuple[str, ...] = ()
    """The fields of a request that it rejects."""


def load_memory(paths: Paths, host: str) -> ServerMemory:
    """What is remembered of a host; nothing where the file is missing or unreadable."""
    entry = _load(paths.server_memory).get(host)
    if not isinstance(entry, dict):
        return ServerMemory()
    api, omit = entry.get("api"), entry.get("omit")
    names = omit if isinstance(omit, list) else []
    return ServerMemory(
        api if isinstance(api, str) else "", tuple(name for name in names if isinstance(name, str))
    )


def save_memory(paths: Paths, host: str, memory: ServerMemory) -> None:
    """Remember `memory` of a host; where it cannot be written, it is forgotten with the program."""
    path = paths.server_memory
    hosts = _load(path)
    hosts.pop(host, None)
    if memory != ServerMemory():
        hosts[host] = memory._asdict()
    text = json.dumps(dict(list(hosts.items())[-_MAX_HOSTS:]), indent=2)
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}.new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text + "\n")
        new.replace(path)


def _load(path: Path) -> dict[str, Any]:
    try:
        hosts = json.loads(read_regular_file(path))
    except (OSError, ValueError, RecursionError):
        return {}
    return hosts if isinstance(hosts, dict) else {}
