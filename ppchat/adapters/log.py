"""The log: a file for problems of this process and its children, off unless asked for."""

from __future__ import annotations

import logging
import os
import stat
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Final

from ppchat import __version__
from ppchat.core.errors import UsageError
from ppchat.core.security.redact import redact_text
from ppchat.core.security.sanitize import sanitize
from ppchat.core.security.secret import redact_known_secrets

LOG: Final = logging.getLogger("ppchat")
LOG.addHandler(logging.NullHandler())  # or warnings would go to stderr while it is off

_FORMAT: Final = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
_MAX_BYTES: Final = 1 << 20
"""At this size the file is renamed to `*.1`, which replaces the one before."""
_LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
}


def log_level(environment: Mapping[str, str], log_file: str | None) -> int | None:
    """The level asked for; None while the log is off. Raises UsageError."""
    name = environment.get("PPCHAT_LOG", "").strip().lower()
    if name in ("", "0", "off", "1", "on"):
        return logging.INFO if log_file or name in ("1", "on") else None
    if name not in _LEVELS:
        raise UsageError(f"PPCHAT_LOG: must be {', '.join(_LEVELS)} or off")
    return _LEVELS[name]


def start_log(path: Path, level: int) -> None:
    """Log to a file that only its owner can read. Raises OSError.

    Of libraries only warnings are logged, as the rest would contain prompts.
    """
    handler = _LogFile(path, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(_RedactingFormatter(_FORMAT))
    logging.getLogger().addHandler(handler)
    LOG.setLevel(level)
    sys.excepthook = _log_crash
    LOG.info("ppchat %s on Python %s", __version__, sys.version.partition(" ")[0])


def active_log() -> str:
    """The path of the log; empty while it is off."""
    handlers = logging.getLogger().handlers
    return next((file.baseFilename for file in handlers if isinstance(file, _LogFile)), "")


class _RedactingFormatter(logging.Formatter):
    """Masks secrets in the entire entry, including its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return sanitize(redact_text(redact_known_secrets(super().format(record))))


class _LogFile(logging.FileHandler):
    """A file of bounded size; failing to write to it disturbs nothing."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._is_regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
        if self._is_regular:
            os.fchmod(descriptor, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding, errors=self.errors)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if self.stream and self._is_regular and self.stream.tell() > _MAX_BYTES:
                self.close()  # the entry opens it again
                Path(self.baseFilename).replace(f"{self.baseFilename}.1")
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        pass


def _log_crash(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    LOG.critical("crash", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)
