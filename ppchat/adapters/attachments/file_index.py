"""The files below a folder, listed by a thread while they are searched already.

Where there is git, it lists them: it alone knows all that a `.gitignore`, nested ones, the user's
own and `.git/info/exclude` leave out, and lists 100,000 files in a fraction of a second. Elsewhere
nothing is ignored but what is hidden, and what package managers fill.
"""

from __future__ import annotations

import os
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from ppchat.adapters.daemon_thread import in_daemon_thread
from ppchat.adapters.processes.child import child_environment

MAX_FILES: Final = 200_000
"""Files after which a listing ends."""
_PIECE: Final = 1 << 16
# A repository may name a command that watches its files, which nobody asked to run.
_GIT: Final = ("git", "-c", "core.fsmonitor=false", "ls-files", "-coz", "--exclude-standard")
_SKIPPED: Final = frozenset({"node_modules", "__pycache__"})


class FileIndex:
    """The paths of the files below a folder, relative to it."""

    def __init__(self, folder: Path, changed: Callable[[], None] = lambda: None) -> None:
        """`changed` is called when a listing is complete."""
        self._folder = folder
        self._changed = changed
        self.paths: Sequence[str] = []
        """As far as they are listed; those of the previous listing until another is complete."""
        self.is_listing = False

    async def refresh(self) -> None:
        """List the files again, unless that goes on already."""
        if self.is_listing:
            return
        self.is_listing = True
        paths: list[str] = []
        if not self.paths:
            self.paths = paths  # grows meanwhile
        try:
            await in_daemon_thread(lambda: paths.extend(list_files(self._folder)))
        finally:
            self.is_listing = False
        self.paths = paths
        self._changed()


def list_files(folder: Path) -> Iterator[str]:
    """The files below a folder, relative to it; waits for the disk."""
    yield from islice(_listed_by_git(folder) or _walk(folder), MAX_FILES)


def _listed_by_git(folder: Path) -> Iterator[str] | None:
    """What git lists; None where there is no git, or nothing that it keeps."""
    try:
        process = subprocess.Popen(
            _GIT,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(os.environ),
        )
    except OSError:
        return None
    assert process.stdout
    first = process.stdout.read1(_PIECE)  # type: ignore[attr-defined]
    if not first and process.wait() != 0:
        process.stdout.close()
        return None
    return _paths(process, first)


def _paths(process: subprocess.Popen[bytes], first: bytes) -> Iterator[str]:
    """The paths that a process prints, each ended by a NUL, the `first` bytes read already."""
    assert process.stdout
    with process:
        try:
            rest, piece = b"", first
            while piece:
                *paths, rest = (rest + piece).split(b"\0")
                yield from map(os.fsdecode, paths)
                piece = process.stdout.read1(_PIECE)  # type: ignore[attr-defined]
        finally:
            process.kill()


def _walk(folder: Path) -> Iterator[str]:
    """All files, the nearest first; no link to a folder is followed."""
    folders = deque([""])
    while folders:
        below = folders.popleft()
        try:
            entries = sorted(os.scandir(folder / below), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            path = f"{below}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _SKIPPED and not entry.name.startswith("."):
                    folders.append(f"{path}/")
            else:
                yield path


def list_folder(folder: Path, limit: int = 10_000) -> list[str]:
    """The names in a folder, those of folders with a slash; none if it cannot be read."""
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                names.append(f"{entry.name}/" if entry.is_dir() else entry.name)
                if len(names) == limit:
                    break
    except OSError:
        return []
    return sorted(names)
