"""Whether a shell may continue this process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_SCRIPT = """
import os
from ppchat.adapters.terminal.job import is_job
if os.fork():
    os.wait()
else:
    {of_its_own}
    print(is_job())
"""


@pytest.mark.parametrize(("of_its_own", "expected"), [("os.setpgid(0, 0)", True), ("pass", False)])
def test_a_job_is_a_group_of_its_own_in_the_session(of_its_own: str, expected: bool) -> None:
    command = [sys.executable, "-c", _SCRIPT.format(of_its_own=of_its_own)]
    ended = subprocess.run(
        command, start_new_session=True, capture_output=True, text=True, check=True, env=os.environ
    )
    assert ended.stdout.strip() == str(expected)
