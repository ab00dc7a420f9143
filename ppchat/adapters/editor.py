"""The user's editor, on a private temporary file."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path


def editor_command(environment: Mapping[str, str]) -> Sequence[str]:
    """The command in `VISUAL`, else in `EDITOR`, else `vi`."""
    editor = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    return shlex.split(editor) or ["vi"]


def edit_text(text: str, command: Sequence[str]) -> str:
    """Edit `text` in the editor; blocks until it exits, and returns the edited text.

    Raises `OSError` if the editor cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="ppchat-") as folder:
        path = Path(folder) / "prompt.md"
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8", errors="replace")
        subprocess.run([*command, str(path)], check=False)
        return path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
