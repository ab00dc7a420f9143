"""Stores for the tests of this folder: opened where the test wants them, closed in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ppchat.adapters.store.store import Store
from ppchat.core.stream.signals import Problem
from tests.support.store import Opener


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "data" / "ppchat.db"


@pytest.fixture
def opened(path: Path) -> Iterator[Opener]:
    """Opens stores, at `path` unless told."""
    stores: list[Store] = []

    def open_(where: Path | None = path, **options: Callable[[Problem | None], None]) -> Store:
        stores.append(Store(where, **options))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()
