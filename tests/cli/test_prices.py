"""What answers cost, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppchat.cli.main import main
from ppchat.demo.recordings import FOLDER

CONFIG = '[price."*"]\ninput = 2\noutput = 8\ndate = 2026-11-01\n[price.bad]\n'


def test_stats_prints_costs_and_names_a_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    arguments = ["stats", str(FOLDER / "twister.jsonl"), "--config", str(config)]
    assert main(arguments) == 0
    output = capsys.readouterr()
    assert "cost               $0.0" in output.out
    assert "prices of 2026-11-01" in output.out
    assert f"{config}:5: " in output.err
    assert main([*arguments, "--json"]) == 0
    (stream,) = json.loads(capsys.readouterr().out)["streams"]
    assert stream["cost"]["date"] == "2026-11-01"
    assert float(stream["cost"]["amount"]) > 0
