"""Recorded runs of an agent: calls of a function one after the other, and words."""

from __future__ import annotations

from collections.abc import Sequence
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
    before: Recording, output: str = "17", *, chained: bool = False, seed: int = 2, city: str = ""
) -> Recording:
    """The round after the output of the one before: words, or a call for the next city."""
    (call,) = before.dialect.calls(before.response)
    outputs = [{"type": "function_call_output", "call_id": call.call_id, "output": output}]
    options = {"previous_response_id": before.response.response_id} if chained else {}
    sent = outputs if chained else [*conversation(before), *outputs]
    script = Script("", seed=seed, sent=sent, **options)
    if city:
        script.function_call("get_weather", {"city": city})
    else:
        script.message(f"It is warm: {output}.")
    return script.completed()


def run_recordings(cities: Sequence[str], *, chained: bool = False) -> list[Recording]:
    """A run that asks for the weather of one city after the other."""
    rounds = [call_recording(city=cities[0])]
    for number, city in enumerate([*cities[1:], ""], 2):
        rounds.append(answered_recording(rounds[-1], chained=chained, seed=number, city=city))
    return rounds


def conversation(recording: Recording) -> list[dict[str, Any]]:
    """The input and the answer of a recording as the input of the next request."""
    sent = recording.request.body["input"]
    items = [{"role": "user", "content": sent}] if isinstance(sent, str) else sent
    return [*items, *recording.dialect.response_json(recording)["output"]]
