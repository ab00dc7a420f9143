"""The SDK's own models say which field of an event they refuse."""

from __future__ import annotations

import subprocess
import sys

from ppchat.adapters.openai.event_models import misfits
from ppchat.core.dialects.responses.event_types import CATALOGUE

DELTA = {
    "type": "response.output_text.delta",
    "item_id": "msg_1",
    "output_index": 0,
    "content_index": 0,
    "delta": "x",
    "logprobs": [],
    "sequence_number": 4,
}


def test_an_event_that_fits() -> None:
    assert misfits("response.output_text.delta", DELTA) == ()


def test_a_field_that_is_missing_or_of_the_wrong_kind() -> None:
    broken = {**DELTA, "output_index": "first"}
    del broken["logprobs"]
    found = misfits("response.output_text.delta", broken)
    assert any(line.startswith("output_index: ") for line in found)
    assert "logprobs: Field required" in found


def test_the_catalogue_tells_which_types_have_a_model() -> None:
    for name, known in CATALOGUE.items():
        assert ("no model" in "".join(misfits(name, {}))) == (not known.in_sdk)


def test_importing_it_does_not_import_the_sdk() -> None:
    code = "import sys, ppchat.adapters.openai.event_models; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
