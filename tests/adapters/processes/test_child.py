"""Modules of ours in processes of their own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ppchat.adapters.processes.child import command, keyless


def test_main_runs_with_its_arguments_whatever_stands_in_the_working_folder(
    tmp_path: Path,
) -> None:
    for name in ("ppchat", "argparse", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong one')")
    done = subprocess.run(
        command("ppchat.cli.main", "--version"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ppchat ")


def test_a_child_without_need_gets_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("SOME_API_KEY", "k")
    monkeypatch.setenv("SOME_SETTING", "s")
    found = keyless()
    assert found["SOME_SETTING"] == "s"
    assert not {"OPENAI_API_KEY", "SOME_API_KEY"} & set(found)
