"""Prompts in files of the user's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ppchat.adapters.saved_prompts import (
    SIZE_LIMIT,
    load_saved_prompt,
    prompts_folder,
    save_prompt,
    saved_prompt_names,
)


def test_a_prompt_is_read_as_it_was_saved(tmp_path: Path) -> None:
    folder = prompts_folder(tmp_path / "config.toml")
    assert saved_prompt_names(folder) == []
    save_prompt(folder, "review", "old")
    file = save_prompt(folder, "review", "Review {{file}}.\nBe brief.")
    assert file == folder / "review.md"
    assert load_saved_prompt(folder, "review") == "Review {{file}}.\nBe brief."
    assert saved_prompt_names(folder) == ["review"]


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".x", "a" * 61, "a\0b", "a b"])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="make a name"):
        save_prompt(tmp_path, name, "x")
    with pytest.raises(ValueError, match="make a name"):
        load_saved_prompt(tmp_path, name)


def test_only_files_of_a_sensible_size_are_prompts(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "large.md").write_bytes(b"x" * (SIZE_LIMIT + 1))
    (tmp_path / "latin.md").write_bytes(b"\xef\xbb\xbfcaf\xe9\n")
    assert saved_prompt_names(tmp_path) == ["large", "latin"]
    assert load_saved_prompt(tmp_path, "latin") == "caf\ufffd"
    for name, reason in (("pipe", "no prompt"), ("large", "more than"), ("none", "no prompt")):
        with pytest.raises(ValueError, match=reason):
            load_saved_prompt(tmp_path, name)
