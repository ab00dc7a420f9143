"""The SDK's models tell which fields of an event are invalid."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from ppchat.adapters.openai.event_models import schema_violations
from ppchat.core.dialects.registry import DEFAULT_DIALECT

DELTA = {
    "type": "response.output_text.delta",
    "item_id": "msg_1",
    "output_index": 0,
    "content_index": 0,
    "delta": "x",
    "logprobs": [],
    "sequence_number": 4,
}


def test_a_valid_event() -> None:
    assert schema_violations("response.output_text.delta", DELTA) == ()


def test_a_field_that_is_missing_or_of_the_wrong_type() -> None:
    broken = {**DELTA, "output_index": "first"}
    del broken["logprobs"]
    violations = schema_violations("response.output_text.delta", broken)
    assert any(line.startswith("output_index: ") for line in violations)
    assert "logprobs: Field required" in violations


def test_only_the_model_of_a_union_that_fits_best_is_reported() -> None:
    call = {"type": "function_call", "id": "fc_1", "name": "f", "arguments": "{}"}
    event: dict[str, Any] = {
        "type": "response.output_item.done",
        "output_index": 0,
        "sequence_number": 3,
    }
    assert schema_violations(event["type"], {**event, "item": call}) == (
        "item.call_id: Field required",
    )
    strange = {"type": "dream", "id": "d_1"}
    assert schema_violations(event["type"], {**event, "item": strange}) == (
        "item.type: the SDK knows no 'dream' here",
    )
    part = {"type": "output_text", "text": "x"}
    message = {"type": "message", "id": "m", "role": "assistant", "status": "completed"}
    assert schema_violations(event["type"], {**event, "item": {**message, "content": [part]}}) == (
        "item.content.0.annotations: Field required",
    )


def test_the_event_types_tell_which_have_a_model() -> None:
    for name, event_type in DEFAULT_DIALECT.event_types.items():
        assert ("no model" in "".join(schema_violations(name, {}))) == (not event_type.in_sdk)


def test_importing_it_does_not_import_the_sdk() -> None:
    code = "import sys, ppchat.adapters.openai.event_models; sys.exit('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
