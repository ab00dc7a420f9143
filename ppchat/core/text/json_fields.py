"""Typed access to the fields of foreign JSON: a value of another type counts as missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def string(data: Mapping[str, Any], key: str) -> str:
    """The string under `key`; empty if there is none."""
    value = data.get(key)
    return value if isinstance(value, str) else ""


def count(data: Mapping[str, Any], key: str) -> int | None:
    """The non-negative integer under `key`; None if there is none."""
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under `key`; empty if there is none."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def mappings(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects in the list under `key`; its other entries are left out."""
    value = data.get(key)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
