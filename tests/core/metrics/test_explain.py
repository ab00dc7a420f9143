"""Every figure tells its formula and from which event to which."""

from __future__ import annotations

from ppchat.core.metrics.explain import figures
from tests.support.made import message, recording


def test_each_figure_of_a_short_answer() -> None:
    found = {figure.name: figure for figure in figures(recording(message()))}
    assert found["setup"].value == "20.0 ms"
    assert found["TTFT"].value == "302.0 ms"
    assert "event 4 (response.output_text.delta)" in found["TTFT"].measured
    assert found["ICL p50"].measured == "2 gaps, event 4 → event 6"
    assert found["ITL"].measured == "N = 3, event 4 → event 6"
    assert found["E2E"].measured == "t0 → event 10 (response.completed)"
    assert found["rate"].value == "50.0 tok/s"


def test_what_is_not_known_says_so() -> None:
    assert {figure.value for figure in figures(recording([]))} <= {"n/a", "20.0 ms"}
    rate = figures(recording(message()[:6]))[-1]
    assert rate.value.startswith("~")
    assert "usage" in rate.measured
