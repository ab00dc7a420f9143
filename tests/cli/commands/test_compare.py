"""`ppchat compare`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppchat.cli.main import main
from ppchat.core.metrics.metrics import metrics
from ppchat.demo.recordings import FOLDER, recordings
from tests.support.lines import TWISTER as LINES

TWISTER, SEARCH = str(FOLDER / "twister.jsonl"), str(FOLDER / "web-search.jsonl")
DEMO = {metadata.title: recording for recording, metadata in recordings()}


def test_metrics_are_side_by_side_with_the_difference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["compare", TWISTER, SEARCH]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["twister.jsonl", "web-search.jsonl"]
    rows = {line[:16].strip(): line[16:].split() for line in lines}
    one, two = (
        metrics(DEMO[name].summary) for name in ("A tongue twister", "A web search, with citations")
    )
    assert one.ttft_ms is not None
    assert two.ttft_ms is not None
    assert rows["TTFT ms"] == [
        f"{one.ttft_ms:,.0f}",
        f"{two.ttft_ms:,.0f}",
        f"({two.ttft_ms - one.ttft_ms:+,.0f})",
    ]


def test_json_holds_every_stream_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--json", TWISTER, SEARCH, TWISTER]) == 0
    streams = json.loads(capsys.readouterr().out)["streams"]
    assert [stream["name"] for stream in streams] == [TWISTER, SEARCH, TWISTER]
    assert streams[0] == streams[2]
    assert streams[0]["TTFT"] == metrics(DEMO["A tongue twister"].summary).ttft_ms


def test_the_streams_of_one_file_are_numbered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = {"mimeType": "text/event-stream"}
    entries = [{"response": {"content": content | {"text": f"data: {n}\n\n"}}} for n in (1, 2)]
    path = tmp_path / "a.har"
    path.write_text(json.dumps({"log": {"entries": entries}}))
    assert main(["compare", "--json", str(path)]) == 0
    names = [stream["name"] for stream in json.loads(capsys.readouterr().out)["streams"]]
    assert names == [f"{path}#1", f"{path}#2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([TWISTER], "two or more"),
        ([TWISTER, "beef"], "beef"),
        ([TWISTER, str(FOLDER)], "directory"),
        (["--app", TWISTER, SEARCH], "terminal"),
    ],
)
def test_an_error_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["compare", *arguments, "--data-dir", str(tmp_path)]) == 2
    output = capsys.readouterr()
    assert message in output.err.lower()
    assert (output.out, output.err.count("\n")) == ("", 1)


def test_a_name_cannot_control_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a\x1b[31m\n\u202e.jsonl"
    path.write_bytes(Path(TWISTER).read_bytes())
    assert main(["compare", str(path), TWISTER]) == 0
    assert capsys.readouterr().out.replace("\n", "").isprintable()


def test_streams_of_two_protocols_have_a_row_that_names_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lines.ndjson"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES))
    assert main(["compare", TWISTER, str(path)]) == 0
    _, protocols, *_ = capsys.readouterr().out.splitlines()
    assert protocols.split() == ["protocol", "Responses", "Ollama"]
    assert main(["compare", "--json", TWISTER, str(path)]) == 0
    streams = json.loads(capsys.readouterr().out)["streams"]
    assert [stream["api"] for stream in streams] == ["responses", "ollama"]
