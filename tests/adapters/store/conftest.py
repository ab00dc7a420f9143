"""Stores for the tests of this folder, which are closed after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ppchat.adapters.store.store import Store
from ppchat.core.stream.signals import Problem
from tests.support.store import Opener


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of the store."""
    return tmp_path / "data" / "ppchat.db"


@pytest.fixture
def open_store(path: Path) -> Iterator[Opener]:
    """Opens stores, by default at `path`."""
    stores: list[Store] = []

    def open_(store_path: Path | None = path, **options: Callable[[Problem | None], None]) -> Store:
        stores.append(Store(store_path, **options))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()
