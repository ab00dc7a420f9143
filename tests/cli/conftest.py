"""Settings of the user who runs the tests do not reach them."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def isolated_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "PPCHAT_API_KEY", "PPCHAT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PPCHAT_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("PPCHAT_DATA_DIR", str(tmp_path / "data"))
