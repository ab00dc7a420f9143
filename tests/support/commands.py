"""Commands that serve, as processes, and a client for them."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from openai import OpenAI


@contextmanager
def running(*arguments: str, ends_by: signal.Signals = signal.SIGTERM) -> Iterator[str]:
    """A process that says its base URL first, ended by a signal; it must end well."""
    with subprocess.Popen(
        [sys.executable, "-m", "ppchat", *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(ends_by)
            rest = process.stdout.read()
    assert process.returncode == 0
    assert "Traceback" not in rest


def asked(base_url: str, prompt: str) -> str:
    with (
        OpenAI(base_url=base_url, api_key="none-of-your-keys", max_retries=0) as client,
        client.responses.create(model="m", input=prompt, stream=True) as stream,
    ):
        return "".join(e.delta for e in stream if e.type == "response.output_text.delta")
