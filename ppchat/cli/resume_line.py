"""What leaving the app prints: the command that resumes the conversation."""

from __future__ import annotations

import os
import shlex
import sys
from argparse import Namespace
from contextlib import suppress
from typing import Final

from ppchat.core.security.sanitize import sanitize_line

_REPEATED: Final = ("config", "data_dir", "profile", "demo", "base_url", "api")
"""The options that are to be repeated: where the conversation is, and who answers."""


def resume_command(args: Namespace, conversation_id: str) -> str:
    """The command that resumes a conversation with the options of this start."""
    words = ["ppchat", "--resume", conversation_id]
    for name in _REPEATED:
        value = getattr(args, name, None)
        if value:
            option = f"--{name.replace('_', '-')}"
            words += [option] if value is True else [option, str(value)]
    return shlex.join(words)


def print_resume_line(args: Namespace, conversation_id: str) -> None:
    """Print that command to a terminal, in one dim line."""
    stream = sys.stderr
    if not conversation_id or not stream.isatty():
        return
    line = f"Resume this conversation: {sanitize_line(resume_command(args, conversation_id))}"
    if not os.environ.get("NO_COLOR"):
        line = f"\x1b[2m{line}\x1b[0m"
    with suppress(OSError):  # the terminal is gone
        stream.flush()
        stream.buffer.write(f"{line}\n".encode(stream.encoding, errors="replace"))
        stream.flush()
