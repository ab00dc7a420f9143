"""Every metric is explained by its formula and the events it is based on."""

from __future__ import annotations

from ppchat.core.metrics.explain import explanations
from tests.support.lines import TWISTER, ollama_recording
from tests.support.recordings import build_recording, message_events


def test_each_metric_of_a_short_answer() -> None:
    explained = {
        metric.name: metric for metric in explanations(build_recording(message_events()).summary)
    }
    assert explained["setup"].value == "20.0 ms"
    assert explained["TTFT"].value == "302.0 ms"
    assert "event 4 (response.output_text.delta)" in explained["TTFT"].basis
    assert explained["ICL p50"].basis == "2 gaps, event 4 → event 6"
    assert explained["ITL"].basis == "N = 3, event 4 → event 6"
    assert explained["E2E"].basis == "t0 → event 10 (response.completed)"
    assert explained["rate"].value == "50.0 tok/s"


def test_unknown_values_are_marked() -> None:
    assert {metric.value for metric in explanations(build_recording([]).summary)} <= {
        "n/a",
        "20.0 ms",
    }
    rate = explanations(build_recording(message_events()[:6]).summary)[-1]
    assert rate.value.startswith("~")
    assert "usage" in rate.basis


def test_the_servers_own_durations_stand_beside_what_was_measured() -> None:
    *_, total, load, _, answer = explanations(ollama_recording(*TWISTER).summary)
    assert (total.name, total.value) == ("srv total", "5.0 ms")
    assert load.basis == "loading the model, as the server says"
    assert answer.formula == "the server's own `eval_duration`"
