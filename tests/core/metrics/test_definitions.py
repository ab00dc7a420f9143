"""What a metric means stands once."""

from __future__ import annotations

from pathlib import Path

import ppchat
from ppchat.core.metrics.definitions import DEFINITIONS
from ppchat.core.metrics.metrics import Metrics

ROOT = Path(ppchat.__file__).parent


def test_every_measured_value_has_a_name_a_meaning_and_a_formula() -> None:
    fields = [name for name in Metrics.__dataclass_fields__ if name.endswith("_ms")]
    assert set(DEFINITIONS) == {*fields, "rate"}
    for field, metric in DEFINITIONS.items():
        assert (metric.unit == "ms") == metric.lower_is_better == field.endswith("_ms")
        assert all((metric.name, metric.meaning, metric.formula))
    names = [metric.name for metric in DEFINITIONS.values()]
    assert len(set(names)) == len(names)


def test_no_other_module_has_a_formula_or_a_meaning() -> None:
    phrases = ("÷ ITL", "÷ (N", "inter-token", "nearest rank)", "time to first token")
    places = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if any(phrase in path.read_text() for phrase in phrases)
    }
    assert places == {"core/metrics/definitions.py"}
