"""The exit codes of the program."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
FAILED: Final = 1
"""Something did not complete, or a check failed."""
USAGE: Final = 2
"""A usage or configuration error."""
WAITING: Final = 3
"""The model waits for answers to its calls, which nobody gives."""
TIMED_OUT: Final = 124
"""As of `timeout` in coreutils."""
AFTER_SIGNAL: Final = 128
"""To be added to the number of the signal that ended the program, as shells do."""
INTERRUPTED: Final = AFTER_SIGNAL + 2
"""After ctrl+c."""
PIPE_CLOSED: Final = AFTER_SIGNAL + 13
"""The reader of stdout is gone."""
