"""Stamps what arrives on stdin, in a process that is forked before anything else is imported.

Neither imports nor painting delay its stamps, and what the rest of the program has not yet taken
does not delay the sender. This module imports only what costs next to nothing.
"""

from __future__ import annotations

import os
import stat
import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # the `typing` module takes longer to import than all of this
    from collections.abc import Iterator, Sequence

COMMANDS = ("inspect", "replay", "check", "stats", "compare", "export", "import")
"""The commands that read recordings from stdin."""
_STDIN = "-"
_CHUNK_BYTES = 1 << 16
_PENDING_LIMIT = 64 << 20
"""Bytes that may wait for the rest of the program before the sender has to wait."""
_STAMP_BYTES, _SIZE_BYTES = 8, 4

_stamped_input: int | None = None
"""The pipe of stamped chunks; stdin can be read by one process only, so there is one."""


def start_early(arguments: Sequence[str]) -> None:
    """Start to stamp stdin if the arguments of the program make it the input of a command."""
    if _STDIN in arguments and any(argument in COMMANDS for argument in arguments):
        before = arguments[list(arguments).index(_STDIN) - 1]
        if before not in ("-o", "--output") and _is_open(1) and _is_open(2):
            start_stamps()


def start_stamps() -> int | None:
    """The pipe on which the stamped chunks of stdin arrive, as `read_stamped` reads them.

    None where times would mean nothing: stdin is a file or a terminal.
    """
    global _stamped_input
    if _stamped_input is None and _is_pipe(0):
        _stamped_input = _fork(0)
    return _stamped_input


def _is_open(descriptor: int) -> bool:
    """Whether the program got this stream; else a pipe would get its number."""
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _is_pipe(descriptor: int) -> bool:
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    return hasattr(os, "fork") and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode))


def _fork(source: int) -> int:
    """Start the process that stamps `source`; returns the pipe of what it has stamped."""
    stamped, output = os.pipe()
    if os.fork():
        os.close(output)
        return stamped
    try:
        os.close(stamped)
        _ignore_interrupts()
        for descriptor in (1, 2):
            os.close(descriptor)  # whoever reads the program's output does not wait for this end
        stamp_chunks(source, output)
    finally:
        os._exit(0)


def _ignore_interrupts() -> None:
    """Leave ctrl+c to the sender: what it sent before is still to be read."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def stamp_chunks(source: int, output: int) -> None:
    """Stamp what arrives on `source` and pass it on, until both are done or `output` is closed.

    A chunk is its stamp (monotonic clock, nanoseconds), its size and its bytes; the last is empty.
    """
    import select

    os.set_blocking(output, False)
    pending = bytearray()
    is_open = True
    while is_open or pending:
        poller = select.poll()
        poller.register(output, select.POLLOUT if pending else 0)
        if is_open and len(pending) < _PENDING_LIMIT:
            poller.register(source, select.POLLIN)
        ready = dict(poller.poll())
        if source in ready:
            try:
                chunk = os.read(source, _CHUNK_BYTES)
            except OSError:
                chunk = b""
            pending += time.monotonic_ns().to_bytes(_STAMP_BYTES, "little")
            pending += len(chunk).to_bytes(_SIZE_BYTES, "little") + chunk
            is_open = bool(chunk)
        if ready.get(output, 0) & (select.POLLERR | select.POLLHUP):
            return
        if output in ready:
            try:
                del pending[: os.write(output, pending[:_CHUNK_BYTES])]
            except BlockingIOError:
                pass
            except OSError:
                return


def read_stamped(descriptor: int) -> Iterator[tuple[int, bytes]]:
    """The chunks that arrive on a pipe, each with its stamp; the last is empty."""
    while head := _read_exactly(descriptor, _STAMP_BYTES + _SIZE_BYTES):
        size = int.from_bytes(head[_STAMP_BYTES:], "little")
        data = _read_exactly(descriptor, size)
        yield int.from_bytes(head[:_STAMP_BYTES], "little"), data
        if not data:
            return


def _read_exactly(descriptor: int, size: int) -> bytes:
    """So many bytes; none if the pipe ends before."""
    data = b""
    while len(data) < size:
        piece = os.read(descriptor, size - len(data))
        if not piece:
            return b""
        data += piece
    return data


def wait_for_chunk(descriptor: int, timeout_ns: int) -> bool:
    """Whether a chunk is there within so many nanoseconds."""
    import select

    return bool(select.select([descriptor], [], [], timeout_ns / 1e9)[0])
