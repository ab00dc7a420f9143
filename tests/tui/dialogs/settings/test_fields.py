"""The fields of the settings form."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.tui.dialogs.settings.fields import PathSuggester


async def test_a_path_is_completed_part_by_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "schemas").mkdir()
    for name in ("schemas/city.json", "schemas/city.txt", "sea.md", ".hidden.json"):
        (tmp_path / name).write_text("{}")
    monkeypatch.chdir(tmp_path)
    suggest = PathSuggester(".json").get_suggestion
    assert await suggest("s") == "schemas/"
    assert await suggest("schemas/c") == "schemas/city.json"
    assert await suggest(f"{tmp_path}/sch") == f"{tmp_path}/schemas/"
    assert await suggest("se") is None
    assert await suggest(".h") == ".hidden.json"
    assert await suggest("none/x") is None
    assert await suggest("a\0b") is None
    assert await suggest("~nobody-of-that-name/x") is None
