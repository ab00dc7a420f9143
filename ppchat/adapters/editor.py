"""The person's own editor, on a private file that is gone afterwards."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path


def editor_command(environment: Mapping[str, str]) -> Sequence[str]:
    """What `VISUAL` or `EDITOR` says; `vi` where neither says anything."""
    chosen = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    return shlex.split(chosen) or ["vi"]


def edited(text: str, command: Sequence[str]) -> str:
    """`text` as the person left it in the editor; blocks until that ends.

    Raises `OSError` where the editor can't be started.
    """
    with tempfile.TemporaryDirectory(prefix="ppchat-") as folder:
        path = Path(folder) / "prompt.md"
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8", errors="replace")
        subprocess.run([*command, str(path)], check=False)
        return path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
