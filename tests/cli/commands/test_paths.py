"""`ppchat paths`."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppchat.cli.main import main


def test_paths_prints_where_files_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paths"]) == 0
    out = capsys.readouterr().out
    assert str(tmp_path / "config.toml") in out
    assert str(tmp_path / "data") in out


def test_what_does_not_exist_is_marked_and_not_created(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").touch()
    assert main(["paths", "--data-dir", str(tmp_path / "elsewhere")]) == 0
    marked = {
        line.split()[0]: line.endswith("  (does not exist yet)")
        for line in capsys.readouterr().out.splitlines()
    }
    assert not marked["config"]
    assert marked["data"]
    assert marked["database"]
    assert not (tmp_path / "elsewhere").exists()
