"""What holds for the tests of the search."""

from __future__ import annotations

import pytest

from ppchat.adapters.store import writer_thread


@pytest.fixture(autouse=True)
def _nothing_is_indexed_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that wants answers to be indexed when nothing else is to be written says so."""
    monkeypatch.setattr(writer_thread, "IDLE_S", 3600)
