"""The job of a shell that this process belongs to."""

from __future__ import annotations

import os


def is_job() -> bool:
    """Whether a shell continues this process once it was stopped: nothing else would.

    Without one, or without its job control, it is in the group of the process that leads the
    session.
    """
    return os.getpgrp() != os.getsid(0)
