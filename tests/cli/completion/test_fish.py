"""The script for fish, run in fish."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ppchat.cli.completion.fish import fish_script
from tests.support.completion import ODD, WORDS, example_folder, output_lines, write_script

FISH = [shutil.which("fish")] if shutil.which("fish") else []


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(example_folder(tmp_path / "here"))
    return write_script(tmp_path, fish_script)


@pytest.mark.parametrize("fish", FISH)
def test_fish_completes(script: Path, fish: str) -> None:
    for line, expected in WORDS:
        code = f"source {script}; complete -C {line!r}"
        completions = {
            line.split("\t")[0] for line in output_lines(fish, "--no-config", "-c", code)
        }
        plain = {word.replace("\\ ", " ").rstrip("/") for word in completions}
        assert plain == expected or (plain >= expected and line.endswith("--save ")), line


@pytest.mark.parametrize("fish", FISH)
def test_a_description_is_never_evaluated(tmp_path: Path, fish: str) -> None:
    script = write_script(tmp_path, fish_script, ODD)
    code = f"source {script}; complete -C 'ppchat '; complete -C 'ppchat --o'"
    assert output_lines(fish, "--no-config", "-c", code) == [
        "first\tit's a [b]: `id` $(id) (c) 鳥",
        "second",
        "--odd\tit's a [b]: `id` $(id) (c) 鳥",
    ]
