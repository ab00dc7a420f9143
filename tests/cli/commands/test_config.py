"""`ppchat config`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ppchat.adapters.config import Settings, resolve_settings
from ppchat.adapters.paths import Paths
from ppchat.adapters.settings_table import SETTINGS
from ppchat.cli.main import main


def test_every_line_that_sets_something_can_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config"]) == 0
    out = capsys.readouterr().out
    assert all(line.startswith("# ") for line in out.splitlines() if line)
    for setting in SETTINGS.values():
        assert setting.help.partition("%")[0] in out
        assert all(name in out for name in (*setting.options, *setting.variables))
    file = tmp_path / "config.toml"
    lines = re.findall(r'^# (\[.+\]|[\w".]+ = .+)$', out, re.MULTILINE)
    file.write_text("\n".join(lines))
    settings = resolve_settings(Paths(file, tmp_path), {"profile": ""}, {})
    assert settings.warnings + settings.problems == ()
    assert set(settings.origins) == {*SETTINGS}
    for name, setting in SETTINGS.items():
        if not setting.example:
            assert getattr(settings, name) == Settings._field_defaults[name]


def test_as_it_is_it_sets_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config"]) == 0
    file = tmp_path / "config.toml"
    file.write_text(capsys.readouterr().out)
    assert resolve_settings(Paths(file, tmp_path), {}, {}).origins == {}
