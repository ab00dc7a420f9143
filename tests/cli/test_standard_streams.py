"""What reaches a terminal is text, whatever the arguments, the paths and the servers say."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ppchat.cli.main import main
from ppchat.cli.parser import COMMANDS
from ppchat.demo.recordings import FOLDER
from tests.support.loopback import answer, scripted_server
from tests.support.terminal import Terminal

HOSTILE = "\x1b]0;title\x07\x1b[2J\x9b31m\u202e\u2066\r\U000e0041\udcffname"
CONTROL = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
NOBODY = "http://127.0.0.1:9/v1"
RUN_ALL = """
import json, os, sys
from ppchat.__main__ import main
os.chdir(os.path.dirname(sys.argv[1]))
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
sys.stdin = open(0)
stdout = os.dup(1)
for arguments in json.load(open(sys.argv[1])):
    os.dup2(stdout, 1)  # it was closed after an error
    sys.argv = ["ppchat", *arguments]
    print("== ppchat", json.dumps(arguments), flush=True)
    try:
        main()
    except SystemExit:
        pass
"""


def commands(folder: Path, server: str) -> list[list[str]]:
    """Every command with hostile arguments, and those that show what others wrote."""
    recording = str(folder / f"{HOSTILE}.jsonl")
    text = (FOLDER / "twister.jsonl").read_text()
    assert '"ppchat-demo"' in text
    Path(recording).write_text(text.replace('"ppchat-demo"', json.dumps(HOSTILE)))
    hostile = [
        [name, *arguments]
        for name in COMMANDS
        for arguments in ([f"--{HOSTILE}"], [HOSTILE, HOSTILE], ["--config", HOSTILE, HOSTILE])
    ]
    readers = [[name, recording] for name in ("check", "stats", "import")]
    asked = ["--base-url", server, "-m", HOSTILE.replace("\udcff", "")]  # can be sent
    return [
        [f"--{HOSTILE}"],
        [HOSTILE],
        *hostile,
        *readers,
        ["paths", "--data-dir", HOSTILE, "--log-file", HOSTILE],
        ["doctor", "--data-dir", HOSTILE, *asked],
        ["sessions", "list"],
        ["compare", recording, recording],
        *(["export", recording, "--format", format_] for format_ in ("md", "jsonl", "har")),
        ["serve", "--host", HOSTILE],
        ["proxy", "--headless", "--target", NOBODY, "--host", HOSTILE],
        ["export", recording, "--format", "md", "-o", f"{folder}/no/{HOSTILE}"],
        ["record", "-o", f"{folder}/no/{HOSTILE}", "--", "true"],
        ["record", "--", HOSTILE],
        ["models", "--base-url", server],
        ["ask", "--no-retry", *asked, "hello"],
        ["bench", "-n", "1", "--warmup", "0", *asked],
    ]


async def test_no_command_lets_a_terminal_be_controlled(tmp_path: Path) -> None:
    body = json.dumps({"data": [{"id": HOSTILE}], "error": {"message": HOSTILE}}).encode()
    async with scripted_server(answer(body, content_type="application/json")) as server:
        (tmp_path / "arguments.json").write_text(json.dumps(commands(tmp_path, server.base_url)))
        environment = {"PPCHAT_CONFIG": f"{tmp_path}/c.toml", "PPCHAT_DATA_DIR": str(tmp_path)}
        unset = dict.fromkeys(("OPENAI_API_KEY", "OPENAI_BASE_URL", "PPCHAT_API_KEY"), "")
        with Terminal(
            [sys.executable, "-c", RUN_ALL, str(tmp_path / "arguments.json")],
            environment=environment | unset,
        ) as terminal:
            code = await asyncio.to_thread(terminal.wait_for_end)
    output = terminal.received.decode(errors="surrogateescape")
    assert code == 0, output[-2000:]
    for section in output.replace("\r\n", "\n").split("== ppchat ")[1:]:
        assert not CONTROL.findall(section), section
        assert "\r" not in section or section.startswith('["bench"'), section  # its progress
        assert "Traceback" not in section
    assert output.count("␛]0;title␇") > 50  # it is shown, not dropped


def test_what_a_pipe_gets_is_not_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "\x1b[31m"
    assert main(["paths", "--data-dir", str(folder)]) == 0
    assert str(folder) in capsys.readouterr().out


def test_help_in_an_encoding_that_lacks_its_characters(tmp_path: Path) -> None:
    """In the locale of an old system, also where it goes to a file."""
    (tmp_path / "all.json").write_text(json.dumps([["--help"], *([c, "--help"] for c in COMMANDS)]))
    result = subprocess.run(
        [sys.executable, "-c", RUN_ALL, tmp_path / "all.json"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.count(b"usage: ppchat") == 1 + len(COMMANDS)
