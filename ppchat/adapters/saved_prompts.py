"""Prompts that the user keeps, each a file `NAME.md` in a folder beside the config."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

NAME_RULE: Final = "letters, digits, -, _ and . make a name, of 60 characters at most"
SIZE_LIMIT: Final = 1_000_000
"""Bytes of a prompt that is read."""
_NAME: Final = re.compile(r"\w[\w.-]{0,59}")
_SUFFIX: Final = ".md"


def prompts_folder(config_file: Path) -> Path:
    """Where the prompts are; it need not exist."""
    return config_file.parent / "prompts"


def saved_prompt_names(folder: Path) -> list[str]:
    """The names of the prompts. Raises OSError."""
    if not folder.exists():
        return []
    return sorted(
        file.stem
        for file in folder.iterdir()
        if file.suffix == _SUFFIX and _NAME.fullmatch(file.stem) and file.is_file()
    )


def load_saved_prompt(folder: Path, name: str) -> str:
    """A prompt by its name. Raises OSError, and ValueError for what is no name or no prompt."""
    file = _file(folder, name)
    if not file.is_file():
        raise ValueError(f"there is no prompt of this name in {folder}")
    with file.open("rb") as stream:
        data = stream.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise ValueError(f"the file has more than {SIZE_LIMIT:,} bytes")
    return data.decode("utf-8", "replace").removeprefix("\ufeff").strip()


def save_prompt(folder: Path, name: str, text: str) -> Path:
    """Keep a prompt; one of the same name is replaced. Raises OSError and ValueError."""
    file = _file(folder, name)
    folder.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_text(f"{text}\n", encoding="utf-8", errors="replace")
    part.replace(file)
    return file


def _file(folder: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError(NAME_RULE)
    return folder / f"{name}{_SUFFIX}"
