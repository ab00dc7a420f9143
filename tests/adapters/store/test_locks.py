"""Locks between instances."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ppchat.adapters.store.locks import BusyError, Presence, WriteLock


def test_one_at_a_time(tmp_path: Path) -> None:
    one, two = WriteLock(tmp_path / "lock"), WriteLock(tmp_path / "lock")
    with one.hold(0), pytest.raises(BusyError), two.hold(0):
        pass
    with two.hold(0):
        pass
    one.close()
    two.close()


def test_an_instance_is_alive_until_it_is_closed(tmp_path: Path) -> None:
    one, two = Presence(tmp_path / "running"), Presence(tmp_path / "running")
    assert one.is_alive(one.name)
    assert one.is_alive(two.name)
    assert two.is_alive(one.name)
    assert not one.is_alive("nobody")
    two.close()
    assert not one.is_alive(two.name)
    one.close()
    assert list((tmp_path / "running").iterdir()) == []


def test_an_instance_that_was_killed_is_not_alive(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path;"
        "from ppchat.adapters.store.locks import Presence;"
        "print(Presence(Path(sys.argv[1])).name, flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "running")],
        stdout=subprocess.PIPE,
        check=False,
    )
    name = child.stdout.decode().strip()
    assert (tmp_path / "running" / name).exists()
    here = Presence(tmp_path / "running")
    assert not here.is_alive(name)
    assert not (tmp_path / "running" / name).exists()
    here.close()
