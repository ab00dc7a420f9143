"""Whether processes have ended, whoever their parents are."""

from __future__ import annotations

import os
from pathlib import Path


def is_ended(pid: int) -> bool:
    """Whether a process is gone, or a zombie, as a child may stay whose parent is gone."""
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"
    except (ProcessLookupError, FileNotFoundError):
        return True
