"""A recorded run of two rounds: a call, its output, and words."""

from __future__ import annotations

from typing import Any

from ppchat.core.recording.recording import Recording
from tests.demo.script import Script

PROMPT = "How warm is it in Rome?"


def call_recording(prompt: str = PROMPT, *, seed: int = 1, city: str = "Rome") -> Recording:
    """The first round: a call of a function."""
    script = Script(prompt, seed=seed)
    script.message("I look.")
    script.function_call("get_weather", {"city": city})
    return script.completed()


def answered_recording(
    first: Recording, output: str = "17", *, chained: bool = False, seed: int = 2
) -> Recording:
    """The second round: words, after the output of the first."""
    (call,) = first.dialect.calls(first.response)
    outputs = [{"type": "function_call_output", "call_id": call.call_id, "output": output}]
    options = {"previous_response_id": first.response.response_id} if chained else {}
    sent = outputs if chained else [*conversation(first), *outputs]
    script = Script("", seed=seed, sent=sent, **options)
    script.message(f"It is warm: {output}.")
    return script.completed()


def conversation(recording: Recording) -> list[dict[str, Any]]:
    """The prompt and the answer of a recording as the input of the next request."""
    prompt = recording.request.body["input"]
    output = recording.dialect.response_json(recording)["output"]
    return [{"role": "user", "content": prompt}, *output]
