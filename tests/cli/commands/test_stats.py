"""`ppchat stats`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppchat.cli.main import main
from ppchat.core.metrics.metrics import metrics
from ppchat.demo.recordings import FOLDER, recordings
from tests.support.exchanges import weather_exchange
from tests.support.jsonl import dump_lines
from tests.support.lines import TWISTER


def test_metrics_say_what_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", str(FOLDER / "twister.jsonl")]) == 0
    rows = {line[:12].strip(): line for line in capsys.readouterr().out.splitlines()}
    assert "426.6 ms  t0 → event 4 (response.output_text.delta)" in rows["TTFT"]
    assert "completed" in rows["outcome"]
    assert "tok/s" in rows["rate"]


def test_json_has_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    by_title = {metadata.title: recording for recording, metadata in recordings()}
    assert main(["stats", "--json", str(FOLDER / "web-search.jsonl")]) == 0
    (stream,) = json.loads(capsys.readouterr().out)["streams"]
    expected = metrics(by_title["A web search, with citations"].summary)
    assert stream["ttfo_ms"] == expected.ttfo_ms
    assert stream["itl_ms"] == expected.itl_ms
    assert stream["usage"]["reasoning"] == 64
    assert (stream["timed"], stream["verdict"]) == (True, "completed")


def test_the_servers_own_durations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text("".join(json.dumps(line) + "\n" for line in TWISTER))
    assert main(["stats", str(path)]) == 0
    assert "srv load             1.0 ms  loading the model" in capsys.readouterr().out
    assert main(["stats", "--json", str(path)]) == 0
    (stream,) = json.loads(capsys.readouterr().out)["streams"]
    assert stream["server_ms"]["total_duration"] == 5.0


def test_the_rounds_of_an_exchange_have_figures_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text("".join(line for r in weather_exchange(pause_ms=800) for line in dump_lines(r)))
    assert main(["stats", str(path)]) == 0
    *_, figures = capsys.readouterr().out.splitlines()
    assert figures.startswith("2 rounds · 1.7 s · model 0.9 s · waited 0.8 s · 20→18 tokens")
    assert main(["stats", "--json", str(path)]) == 0
    (exchange,) = json.loads(capsys.readouterr().out)["exchanges"]
    assert exchange == {
        "streams": [1, 2],
        "total_ms": 1700,
        "model_ms": 900,
        "tools_ms": None,
        "waited_ms": 800,
        "ttft_ms": [250, 240],
        "input_tokens": 20,
        "cached_tokens": 0,
        "output_tokens": 18,
    }
