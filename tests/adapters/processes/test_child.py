"""Modules of the package in child processes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ppchat.adapters.processes.child import environment_without_keys, module_command


def test_main_runs_with_its_arguments_whatever_is_in_the_working_folder(
    tmp_path: Path,
) -> None:
    for name in ("ppchat", "argparse", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong one')")
    result = subprocess.run(
        module_command("ppchat.cli.main", "--version"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("ppchat ")


def test_a_child_gets_no_key_it_does_not_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("SOME_API_KEY", "k")
    monkeypatch.setenv("SOME_SETTING", "s")
    environment = environment_without_keys()
    assert environment["SOME_SETTING"] == "s"
    assert not {"OPENAI_API_KEY", "SOME_API_KEY"} & set(environment)
