"""How long the first question straight after the start takes to leave, against a later one.

    python -m tests.bench.bench_first_question

Both are measured from the press of enter until the request's first bytes are at the server.
"""

from __future__ import annotations

import os
import socket
import statistics
import sys
import tempfile
import threading
import time

from tests.support.terminal import Terminal

RUNS = 3
LATER_S = 6.0
REFUSAL = b"HTTP/1.1 400 no\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Server:
    """Refuses every request, and notes when a prompt arrives."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        self.arrived = threading.Event()
        self.at_s = 0.0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            head = connection.recv(1 << 16)
            if head.startswith(b"POST"):
                self.at_s = time.perf_counter()
                self.arrived.set()
            connection.sendall(REFUSAL)


def question_s(later_s: float) -> float:
    """Seconds from enter until the request arrives, `later_s` after the first paint."""
    server = Server()
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        environment["PYTHONDONTWRITEBYTECODE"] = ""
        command = [sys.executable, "-m", "ppchat", "-m", "m", "--base-url", server.base_url]
        with Terminal(command, environment=environment) as terminal:
            while b"sk anything" not in terminal.received:
                terminal.read(0.05)
            until = time.perf_counter() + later_s
            while (left := until - time.perf_counter()) > 0:
                terminal.read(left)
            asked_s = time.perf_counter()
            terminal.press("hello", "enter")
            while not server.arrived.is_set():
                terminal.read(0.002)
            return server.at_s - asked_s


def main() -> None:
    """Print the medians and their difference, from alternating runs."""
    pairs = [(question_s(0), question_s(LATER_S)) for _ in range(RUNS)]
    first, later = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"first question: {first:.0f} ms straight after the first paint, {later:.0f} ms later")
    print(f"difference {first - later:.0f} ms (target 100)")


if __name__ == "__main__":
    main()
