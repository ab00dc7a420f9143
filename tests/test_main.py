"""The entry point: what comes before everything else."""

from __future__ import annotations

import subprocess
import sys

import pytest

ON_WINDOWS = """
import sys
sys.modules["fcntl"] = None  # importing it fails
from ppchat.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize("arguments", [[], ["--help"], ["check", "-"], ["sessions", "list"]])
def test_without_posix_one_line_says_so(arguments: list[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", ON_WINDOWS, *arguments],
        input="data: 1",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "ppchat: needs Linux or macOS; on Windows, run it in WSL\n"
