"""Why an answer stops before its end."""

from __future__ import annotations

from typing import get_args

from anthropic.types import StopReason
from anthropic.types.beta import BetaStopReason
from anthropic.types.shared import ErrorObject

from ppchat.core.dialects.messages.reasons import (
    COMPLETE_REASONS,
    ERROR_ADVICE,
    INCOMPLETE_REASONS,
)


def test_every_stop_reason_of_the_sdk_is_known() -> None:
    reasons = {*get_args(StopReason), *get_args(BetaStopReason)}
    assert reasons == {*COMPLETE_REASONS, *INCOMPLETE_REASONS}
    assert not COMPLETE_REASONS & set(INCOMPLETE_REASONS)


def test_there_is_advice_for_every_error_of_the_sdk() -> None:
    models = get_args(get_args(ErrorObject)[0])
    types = {get_args(model.model_fields["type"].annotation)[0] for model in models}
    assert types == set(ERROR_ADVICE)
    for advice in (*ERROR_ADVICE.values(), *(words[1] for words in INCOMPLETE_REASONS.values())):
        assert advice.endswith(".")
