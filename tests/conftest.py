"""What holds for all tests: examples, names of parameters, patience, and which are run again.

Property tests take the same examples at each run, so that a run tells of the change before it and
of nothing else; `HYPOTHESIS_PROFILE=explore` looks for new ones.

Tests that run processes, sockets and terminals beside other work get a second chance. A run names
those that needed it, with the traceback of the first attempt.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings

from ppchat.adapters.processes import child

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

_LONGEST_ID = 60
_FOLDER: Final = Path(__file__).parent
_SAME_AT_EACH_RUN: Final = ("core", "test_layout.py", "test_style.py")
"""Tests that depend on nothing but the code: a second run would show the same."""
_MAX_RERUNS: Final = 10
"""Failures in one run from which on they are no accident, and none is run again."""
_TIMER_SETTINGS: Final = pytest.StashKey[Any]()


def pytest_configure(config: pytest.Config) -> None:
    """Show why a test was run again, and run no more than a few again.

    Images are drawn as in most terminals, also where the tests run in one that draws them itself.
    """
    for name in ("KITTY_WINDOW_ID", "TERM_PROGRAM"):
        os.environ.pop(name, None)
    if os.environ.get("TERM") in ("xterm-kitty", "xterm-ghostty"):
        os.environ["TERM"] = "xterm-256color"
    if config.pluginmanager.hasplugin("rerunfailures"):
        config.option.rerun_show_tracebacks = True
        config.option.max_suite_reruns = _MAX_RERUNS


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that are run again when they fail; a debugger stops at the first failure."""
    if config.option.usepdb:
        return
    for item in items:
        if item.path.relative_to(_FOLDER).parts[0] not in _SAME_AT_EACH_RUN:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> None:
    """Keep the settings of the time limit: its timer runs for the first attempt only."""
    item.stash[_TIMER_SETTINGS] = settings


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Limit the time of a second attempt as well."""
    if getattr(item, "execution_count", 1) > 1 and _TIMER_SETTINGS in item.stash:
        item.ihook.pytest_timeout_set_timer(item=item, settings=item.stash[_TIMER_SETTINGS])


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
