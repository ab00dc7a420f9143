"""The fields of foreign JSON: each is taken only when it has the type that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def string(data: Mapping[str, Any], key: str) -> str:
    """The text under `key`, else none."""
    value = data.get(key)
    return value if isinstance(value, str) else ""


def count(data: Mapping[str, Any], key: str) -> int | None:
    """The whole number from 0 under `key`."""
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under `key`, else an empty one."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def mappings(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects of the list under `key`, without what else stands in it."""
    value = data.get(key)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
