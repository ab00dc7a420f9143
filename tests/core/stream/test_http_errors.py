"""HTTP responses that are not a stream."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.core.stream.error_body import MESSAGE_LIMIT, parse_error_body
from ppchat.core.stream.http_errors import NO_ENDPOINT, http_problem, retry_after_s
from ppchat.core.stream.signals import Problem, Request


def problem(
    status: int, body: bytes = b"", *, keyed: bool | None = True, **headers: str
) -> Problem:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return http_problem(status, named, body, host="api.example", key_sent=keyed)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after-ms": "x", "retry-after": "9"}, 9.0),
        (
            {
                "retry-after": "Wed, 21 Oct 2015 07:28:05 GMT",
                "date": "Wed, 21 Oct 2015 07:28:00 GMT",
            },
            5.0,
        ),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:05 GMT"}, None),
        (
            {
                "retry-after": "Wed, 21 Oct 2015 07:27:00 GMT",
                "date": "Wed, 21 Oct 2015 07:28:00 GMT",
            },
            0.0,
        ),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], wait_s: float | None) -> None:
    assert retry_after_s(headers) == wait_s


def test_the_server_decides_what_is_worth_a_retry() -> None:
    assert problem(429).retryable
    assert not problem(429, x_should_retry="false").retryable
    assert problem(400, x_should_retry="true").retryable
    assert not problem(400).retryable


def test_without_credit_nothing_is_retried() -> None:
    body = json.dumps({"error": {"message": "m", "code": "insufficient_quota"}}).encode()
    assert not problem(429, body, x_should_retry="true").retryable
    assert problem(429, body).kind == "quota"


def test_401_says_where_the_key_comes_from_if_it_is_ours() -> None:
    assert "`ppchat doctor`" in problem(401).advice
    other = problem(401, keyed=None)
    assert other.advice == "api.example does not accept the key: check it, or create a new one."


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=3000), st.integers(100, 599))
def test_any_body_makes_one_line_that_is_not_too_long(body: bytes, status: int) -> None:
    message, _ = parse_error_body(body)
    assert len(message.encode(errors="replace")) <= MESSAGE_LIMIT
    assert len(message.splitlines()) <= 1
    assert problem(status, body).message.startswith(
        "not a stream" if 200 <= status < 300 else str(status)
    )


def test_a_redirect_shows_where_to() -> None:
    redirect = problem(302, location="http://elsewhere/x\r\ny")
    assert redirect.message == "302 Found: the server redirects to http://elsewhere/x y"
    assert not redirect.retryable


def test_another_protocol_instead_of_a_stream_is_named() -> None:
    chat = problem(
        200, b'{"object":"chat.completion","choices":[]}', content_type="application/json"
    )
    assert chat.kind == "not a stream"
    assert chat.status == 200
    assert chat.message.startswith("This is a whole chat completion, not its stream")


def test_json_instead_of_a_stream_has_its_own_advice() -> None:
    json_problem = problem(200, b"{}", content_type="application/json")
    html_problem = problem(200, b"<p>hi", content_type="text/html")
    assert json_problem.advice != html_problem.advice
    assert html_problem.message == "not a stream: text/html: hi"


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (413, "413 Request Entity Too Large", "413 Content Too Large"),
        (599, "", "599 (nonstandard status)"),
        (503, "503 Backend fetch failed", "503 Service Unavailable: Backend fetch failed"),
        (502, "502 - bad gateway", "502 Bad Gateway"),
        (500, "", "500 Internal Server Error"),
        (404, "no such model", "404 Not Found: no such model"),
    ],
)
def test_status_and_message_are_not_repeated(status: int, body: str, message: str) -> None:
    assert problem(status, body.encode()).message == message


@pytest.mark.parametrize(
    ("status", "after", "advice"),
    [
        (429, "20", "wait 20 s"),
        (429, "0.2", "wait 1 s"),
        (503, "120", "wait 2 min"),
        (429, "86400", "wait 24 h"),
    ],
)
def test_the_advice_says_how_long_to_wait(status: int, after: str, advice: str) -> None:
    assert advice in problem(status, retry_after=after).advice


def test_without_credit_waiting_is_not_advised() -> None:
    body = b'{"error": {"message": "m", "code": "insufficient_quota"}}'
    assert "wait" not in problem(429, body, retry_after="20").advice


@pytest.mark.parametrize("status", [401, 403])
def test_the_advice_says_that_no_key_was_sent(status: int) -> None:
    assert "No key was sent to api.example" in problem(status, keyed=False).advice
    assert "No key" not in problem(status, keyed=True).advice
    assert "No key" not in problem(status, keyed=None).advice


def refusal(status: int, body: str, model: str = "llama3") -> Problem:
    request = Request({"model": model}, "http://h/v1")
    return http_problem(status, {}, body.encode(), host="h", key_sent=True, request=request)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, '{"detail":"Not Found"}'),
        (404, "404 page not found"),
        (404, '{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}'),
        (404, '{"error":{"message":"Invalid URL (POST /v1/responses)","type":"invalid"}}'),
        (404, ""),
        (405, '{"detail":"Method Not Allowed"}'),
        (501, "<h1>Unsupported method ('POST')</h1>"),
    ],
)
def test_a_server_without_the_endpoint_is_told_from_one_without_the_model(
    status: int, body: str
) -> None:
    lacking = refusal(status, body)
    assert (lacking.kind, lacking.retryable) == (NO_ENDPOINT, False)
    assert "This server has no POST /responses: check the base URL" in lacking.advice
    assert "model" not in lacking.advice


@pytest.mark.parametrize(
    "body",
    [
        '{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}',
        '{"error":{"code":"DeploymentNotFound","message":"It does not exist."}}',
        '{"error":"llama3 not found, try pulling it first"}',
        '{"error":{"message":"Previous response with id \'resp_1\' not found."}}',
    ],
)
def test_a_404_about_what_the_request_names_is_not_about_the_endpoint(body: str) -> None:
    assert refusal(404, body).kind == "not found"
    assert "Check the model's name" in refusal(404, body).advice


def test_without_a_list_of_models_looking_at_it_is_not_advised() -> None:
    request = Request({}, "http://h/v1", method="GET", path="/models")
    body = b'{"error": "no route /v1/models"}'
    lacking = http_problem(404, {}, body, host="h", key_sent=True, request=request)
    assert lacking.advice == (
        "This server has no GET /models: check the base URL, which usually ends in /v1."
    )
