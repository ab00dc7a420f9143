"""The process that indexes a store; started by `index_process`.

The end of stdin is its end, at any moment: a step is written as a whole or not at all.
"""

from __future__ import annotations

import fcntl
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from ppchat.adapters.store.errors import StoreError
from ppchat.adapters.store.search.text_index import TextIndex
from ppchat.adapters.store.writer_thread import WriterThread

_NICENESS: Final = 10


def main() -> None:
    """Index all of the store whose path is the argument, unless another process does so."""
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    os.nice(_NICENESS)
    path = Path(sys.argv[1])
    lock = os.open(path.with_name(f"{path.name}.indexing"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return
    writer = WriterThread(path, lambda *_: None, lambda _: None)
    with suppress(StoreError):  # the app reports what is wrong with its store
        TextIndex(writer, path).index_all()
    writer.close()


def _exit_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)
