"""What of a request a server refused, by the texts of real servers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ppchat.core.chat.conversation import build_request
from ppchat.core.chat.rejections import rejected_fields, rejected_parameter
from ppchat.core.chat.settings.request_fields import write_fields
from ppchat.core.dialects.registry import ASKABLE
from ppchat.core.recording.summary import RecordingSummary
from ppchat.core.stream.http_errors import http_problem
from ppchat.core.stream.signals import End, Ended, Opened, Request, Started
from tests.support.refusals import refused as refusal_of

RESPONSES, CHAT = ASKABLE
EVERY = {
    "effort": "high",
    "summary": "auto",
    "verbosity": "low",
    "temperature": 0.2,
    "top_p": 0.9,
    "max_tokens": 100,
    "tier": "flex",
    "schema": {"type": "object"},
    "store": True,
    "background": True,
    "truncation": "disabled",
}


def refused(
    status: int, body: Any, *, dialect: Any = RESPONSES, parameters: Any = EVERY, **fields: Any
) -> RecordingSummary:
    extra = write_fields(dialect, fields, parameters)
    request = build_request(
        (), "Hello", model="m", base_url="http://h/v1", extra=extra, dialect=dialect
    ).request
    data = json.dumps(body).encode()
    problem = http_problem(status, {}, data, host="h", key_sent=True, request=request)
    summary = RecordingSummary(request)
    for signal in (Started(1), Opened(2, status), Ended(3, End.REFUSED, problem)):
        summary.apply(signal)
    return summary


def error(message: str, **fields: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", **fields}}


REFUSALS: dict[str, tuple[Any, int, Any, str | None]] = {
    "OpenAI, a parameter": (
        RESPONSES,
        400,
        error("Unsupported parameter: 'temperature' is not supported with this model."),
        "temperature",
    ),
    "OpenAI, an object's field": (
        RESPONSES,
        400,
        error("Unsupported parameter: 'reasoning.effort' is not supported with this model."),
        "effort",
    ),
    "OpenAI, the other field of that object": (
        RESPONSES,
        400,
        error("Unsupported parameter: 'reasoning.summary' is not supported with this model."),
        "summary",
    ),
    "OpenAI, a value of a parameter": (
        RESPONSES,
        400,
        error(
            "Unsupported value: 'temperature' does not support 0.2 with this model. Only the"
            " default (1) value is supported.",
            param="temperature",
        ),
        "temperature",
    ),
    "OpenAI, a value alone": (
        RESPONSES,
        400,
        error(
            "Unsupported value: 'high' is not supported with the 'm' model. Supported values are:"
            " 'none', 'low' and 'medium'.",
            param="reasoning.effort",
        ),
        "effort",
    ),
    "OpenAI, with tools": (
        RESPONSES,
        400,
        error("The following tools cannot be used with reasoning.effort 'high': file_search."),
        "effort",
    ),
    "OpenAI, a schema": (
        RESPONSES,
        400,
        error("Invalid schema for response_format 'answer': 'additionalProperties' is required."),
        "schema",
    ),
    "Azure, an unknown field": (
        CHAT,
        400,
        error("Unrecognized request argument supplied: reasoning_effort"),
        "effort",
    ),
    "Azure, a value": (
        CHAT,
        400,
        error("Invalid value: 'high'. Supported values are: 'low' and 'medium'."),
        "effort",
    ),
    "vLLM, pydantic's list": (
        CHAT,
        400,
        {
            "object": "error",
            "message": "[{'type': 'extra_forbidden', 'loc': ('body', 'service_tier'), 'msg': 'Extra"
            " inputs are not permitted', 'input': 'flex'}]",
        },
        "tier",
    ),
    "vLLM, storing": (
        RESPONSES,
        400,
        error("`store=True` (default) is not supported. Please set `store=False`."),
        "store",
    ),
    "vLLM, a range": (CHAT, 400, error("temperature must be non-negative, got -1."), "temperature"),
    "FastAPI": (
        CHAT,
        422,
        {"detail": [{"loc": ["body", "verbosity"], "msg": "Extra inputs are not permitted"}]},
        "verbosity",
    ),
    "SGLang": (
        CHAT,
        400,
        {
            "object": "error",
            "message": "1 validation error: {'type': 'literal_error', 'loc': ('body',"
            " 'reasoning_effort'), 'msg': \"Input should be 'low' or 'medium'\"}",
        },
        "effort",
    ),
    "LiteLLM, its list": (
        CHAT,
        400,
        error(
            "litellm.UnsupportedParamsError: openai does not support parameters: ['top_p'], for"
            " model=m. To drop these, set `litellm.drop_params=True`"
        ),
        "top_p",
    ),
    "LiteLLM, its sentence": (
        CHAT,
        400,
        error(
            "litellm.UnsupportedParamsError: m models don't support temperature=0.2. Only"
            " temperature=1 is supported."
        ),
        "temperature",
    ),
    "LM Studio, a value": (
        RESPONSES,
        400,
        error("Invalid enum value. Expected 'low' | 'medium', received 'high'"),
        "effort",
    ),
    "Ollama, a value": (
        RESPONSES,
        400,
        error('think value "high" is not supported for this model', type="api_error"),
        "effort",
    ),
    "Ollama, a model that does not think": (
        RESPONSES,
        400,
        error('"llama3.1:8b" does not support thinking'),
        "effort",
    ),
    "Ollama, Responses": (
        RESPONSES,
        400,
        error('invalid reasoning value: "high" (must be "medium", "low", or "none")'),
        "effort",
    ),
    "llama.cpp": (
        CHAT,
        400,
        {"error": {"code": 400, "message": "Field 'max_tokens' has the wrong type"}},
        "max_tokens",
    ),
    "Google": (
        CHAT,
        400,
        error('Invalid JSON payload received. Unknown name "reasoning_effort": Cannot find field.'),
        "effort",
    ),
    "a gateway": (
        RESPONSES,
        400,
        error('level "high" not supported, valid levels: low, medium, xhigh'),
        "effort",
    ),
    "Anthropic": (CHAT, 400, error("This model does not support the effort parameter."), "effort"),
    "LM Studio, a field that it misses": (
        RESPONSES,
        400,
        error("Required", param="text.format"),
        "schema",
    ),
    "nothing is named": (RESPONSES, 400, error("The prompt is too long."), None),
    "words of everyday language": (
        RESPONSES,
        400,
        error("We store nothing in the background: the effort of truncation is in the summary."),
        None,
    ),
    "another status": (RESPONSES, 429, error("Unsupported parameter: 'temperature'"), None),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_the_parameter_is_read_from_the_message(name: str) -> None:
    dialect, status, body, parameter = REFUSALS[name]
    assert rejected_parameter(refused(status, body, dialect=dialect)) == parameter


def test_a_parameter_that_was_not_sent_was_not_refused() -> None:
    body = error("Unsupported parameter: 'temperature' is not supported with this model.")
    assert rejected_parameter(refused(400, body, parameters={"top_p": 1})) is None


def test_a_field_beside_the_refused_one_is_meant_where_that_was_not_sent() -> None:
    body = error("Required", param="text.format")
    assert rejected_parameter(refused(400, body, parameters={"verbosity": "low"})) == "verbosity"
    assert rejected_parameter(refused(400, body, parameters={"top_p": 0.5})) is None


def test_a_field_of_the_users_own_is_named_as_it_is() -> None:
    body = error("Unrecognized request arguments supplied: top_k")
    assert rejected_parameter(refused(400, body, top_k=4)) == "top_k"
    assert rejected_parameter(refused(400, error("Unknown parameter: 'seed'."), seed=4)) == "seed"


def test_a_router_without_a_server_for_the_parameters_means_the_only_one() -> None:
    body = error("No endpoints found that can handle the requested parameters.", code=404)
    refusal = refused(404, body, dialect=CHAT, parameters={"top_p": 0.5})
    assert rejected_parameter(refusal) == "top_p"
    assert rejected_parameter(refused(404, body, dialect=CHAT)) is None


def test_an_answer_is_no_refusal() -> None:
    summary = refused(400, error("temperature"))
    assert rejected_parameter(RecordingSummary(summary.request)) is None


def chat_request(**extra: object) -> Request:
    return build_request(
        (), "hello", model="m", base_url="http://h/v1", extra=extra, dialect=CHAT
    ).request


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "Unknown parameter: 'stream_options'."),
        (422, "body.stream_options: Extra inputs are not permitted"),
        (400, "include_usage is not supported with this model"),
        (400, "Additional properties are not allowed"),
        (400, "unrecognized request argument supplied: something"),
        (422, "body.x: Extra inputs are not permitted"),
    ],
)
def test_a_rejected_field(status: int, message: str) -> None:
    summary = refusal_of(chat_request(), status, message)
    assert rejected_fields(summary) == ("stream_options",)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "The prompt is too long."),
        (401, "Unknown parameter: 'stream_options'."),
        (500, "unknown field"),
    ],
)
def test_a_refusal_for_another_reason(status: int, message: str) -> None:
    assert rejected_fields(refusal_of(chat_request(), status, message)) == ()


def test_what_was_not_sent_was_not_rejected() -> None:
    plain = Request({"model": "m"}, "http://h/v1", path="/chat/completions")
    assert rejected_fields(refusal_of(plain, 400, "unknown field stream_options")) == ()


def test_what_the_user_asked_for_stays() -> None:
    options = chat_request(stream_options={"include_usage": True, "include_obfuscation": False})
    assert rejected_fields(refusal_of(options, 400, "Unknown parameter: 'stream_options'.")) == ()
    assert (
        rejected_fields(refusal_of(chat_request(top_k=1), 400, "Unknown parameter: 'top_k'.")) == ()
    )


@pytest.mark.parametrize(
    ("message", "is_renamed"),
    [
        ("('body', 'max_tokens'), 'msg': 'Extra inputs are not permitted'", True),
        ("Unrecognized request argument supplied: max_tokens", True),
        ("max_tokens is too large: 100000. This model supports at most 16384", False),
    ],
)
def test_a_field_that_some_models_know_by_another_name(message: str, is_renamed: bool) -> None:
    refusal = refusal_of(chat_request(max_tokens=800), 400, message)
    assert rejected_fields(refusal) == (("max_tokens",) if is_renamed else ())
