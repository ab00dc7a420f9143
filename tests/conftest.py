"""What holds for all tests: how examples are looked for, names of parameters, and patience.

Property tests take the same examples at each run, so that a run tells of the change before it and
of nothing else; `HYPOTHESIS_PROFILE=explore` looks for new ones.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from ppchat.adapters.processes import child

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

_LONGEST_ID = 60


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """The name of the argument for what is long or binary; None leaves the name to pytest.

    A name has to be the same in all workers, and the bytes of a compressed file hold a time.
    """
    long = isinstance(val, str | bytes) and len(val) > _LONGEST_ID
    return argname if long or (isinstance(val, bytes) and not val.isascii()) else None


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let child processes end by themselves, however slow the machine is."""
    monkeypatch.setattr(child, "_SHUTDOWN_TIMEOUT_S", 60)
