"""The user's editor, on a private temporary file."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

SIZE_LIMIT: Final = 10_000_000
"""Bytes of a text that is taken back."""


def editor_command(environment: Mapping[str, str]) -> Sequence[str]:
    """The command in `VISUAL`, else in `EDITOR`, else `vi`. Raises ValueError for open quotes."""
    editor = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    return shlex.split(editor) or ["vi"]


def edit_text(text: str, command: Sequence[str]) -> str:
    """Edit `text` in the editor; blocks until it exits, and returns the edited text.

    Raises `OSError` if the editor cannot be started, `ValueError` if it fails or leaves no text.
    """
    with tempfile.TemporaryDirectory(prefix="ppchat-") as folder:
        path = Path(folder) / "prompt.md"
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8", errors="replace")
        code = subprocess.run([*command, str(path)], check=False).returncode
        if code:
            raise ValueError(f"it ended with exit code {code}")
        if not path.is_file():
            raise ValueError("it left no file")
        if path.stat().st_size > SIZE_LIMIT:
            raise ValueError(f"it left more than {SIZE_LIMIT // 1_000_000} MB")
        return path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
