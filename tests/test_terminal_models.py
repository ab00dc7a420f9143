"""The model is switched in the middle of a conversation, in a real terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest

from tests.support.loopback import text_stream
from tests.support.model_servers import model_list
from tests.support.terminal import Terminal

MODELS: Final = ("tiny-1", "grand-2")


class ModelServer(ThreadingHTTPServer):
    """Lists two models; each says its name. `bodies` are those of the prompts it got."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[dict[str, Any]] = []


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_GET(self) -> None:
        self._send("application/json", model_list(*MODELS))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.bodies.append(body)
        frames = text_stream("I am ", body["model"])
        self._send("text/event-stream", b"".join(frames))

    def _send(self, content_type: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def model_server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


@pytest.fixture
def home(tmp_path: Path) -> Mapping[str, str]:
    unset = {name: "" for name in os.environ if name.startswith(("OPENAI_", "PPCHAT_"))}
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    return {**unset, **folders, "TMUX": ""}


@pytest.mark.parametrize(("columns", "rows"), [(120, 36), (80, 24)])
def test_a_model_is_switched_in_the_middle(
    home: Mapping[str, str], columns: int, rows: int
) -> None:
    with model_server() as server:
        url = f"http://127.0.0.1:{server.server_port}/v1"
        command = [sys.executable, "-m", "ppchat", "--base-url", url, "-m", "tiny-1", "hello"]
        with Terminal(command, columns=columns, rows=rows, environment=home) as terminal:
            terminal.wait_for(lambda text: "I am tiny-1" in text and "completed" in text)
            terminal.press("half a draft", "f5")
            terminal.wait_for("Model and settings")
            terminal.press("enter")
            terminal.wait_for(lambda text: "Which model answers?" in text and "grand-2" in text)
            terminal.press("gran", "enter")
            terminal.wait_for(lambda text: "Model and settings" in text and "grand-2" in text)
            terminal.press("\t", "\x1b[C", "enter")
            terminal.wait_for(lambda text: "effort none" in terminal.lines[-1])
            assert terminal.lines[-1].strip().startswith("grand-2 · 127.0.0.1")
            assert "half a draft" in terminal.text
            terminal.press("enter")
            terminal.wait_for(lambda text: "I am grand-2" in text and "completed" in text)
            assert "tiny-1" in terminal.text
            terminal.press("/model tiny-1", "enter")
            terminal.wait_for(lambda text: terminal.lines[-1].strip().startswith("tiny-1"))
            terminal.press("ctrl+q")
            assert terminal.wait_for_end() == 0
    asked = [(body["model"], body.get("reasoning")) for body in server.bodies]
    assert asked == [("tiny-1", None), ("grand-2", {"effort": "none"})]
    assert server.bodies[1]["input"][-1]["content"] == "half a draft"


def test_the_demo_has_the_form_and_its_one_model(home: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "ppchat", "--demo", "Recite something"]
    with Terminal(command, columns=80, rows=24, environment=home) as terminal:
        terminal.wait_for("completed")
        terminal.press("f5")
        terminal.wait_for("Model and settings")
        terminal.press("enter")
        terminal.wait_for(lambda text: "Which model answers?" in text and "ppchat-demo" in text)
        terminal.press("\x1b")
        terminal.wait_for("Model and settings")
        terminal.press("\x1b")
        terminal.wait_for(lambda text: "Model and settings" not in text)
        terminal.press("ctrl+q")
        assert terminal.wait_for_end() == 0
