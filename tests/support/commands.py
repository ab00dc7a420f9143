"""Serving commands as child processes, and a client for them."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from openai import OpenAI


@contextmanager
def running_command(*arguments: str, ends_by: signal.Signals = signal.SIGTERM) -> Iterator[str]:
    """Run a command that prints its base URL, and stop it with a signal; it must exit with 0."""
    with subprocess.Popen(
        [sys.executable, "-m", "ppchat", *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(ends_by)
            output = process.stdout.read()
    assert process.returncode == 0
    assert "Traceback" not in output


def ask(base_url: str, prompt: str) -> str:
    with (
        OpenAI(base_url=base_url, api_key="none-of-your-keys", max_retries=0) as client,
        client.responses.create(model="m", input=prompt, stream=True) as stream,
    ):
        return "".join(
            event.delta for event in stream if event.type == "response.output_text.delta"
        )
