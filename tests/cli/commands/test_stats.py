"""`ppchat stats`."""

from __future__ import annotations

import json

import pytest

from ppchat.cli.main import main
from ppchat.core.metrics.metrics import metrics
from ppchat.demo.recordings import FOLDER, recordings


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
