"""The theme that was chosen in the app."""

from __future__ import annotations

from pathlib import Path

from ppchat.adapters.memory.theme import load_theme, save_theme


def test_it_is_kept_in_a_private_file(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert load_theme(folder) == ""
    save_theme(folder, "nord")
    save_theme(folder, "ppchat-light")
    assert load_theme(folder) == "ppchat-light"
    assert [path.name for path in folder.iterdir()] == ["theme"]
    assert (folder / "theme").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_forgets_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    save_theme(tmp_path / "file", "nord")
    assert load_theme(tmp_path / "file") == ""


def test_what_is_no_name_is_harmless(tmp_path: Path) -> None:
    (tmp_path / "theme").write_bytes(b"\xff\x1b]0;x\x07" * 1000)
    assert len(load_theme(tmp_path)) <= 100
    (tmp_path / "theme").unlink()
    (tmp_path / "theme").mkdir()
    assert load_theme(tmp_path) == ""
