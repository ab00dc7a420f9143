"""Asks a server which models it offers, without loading the openai client into the app."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

import httpx2

from ppchat.adapters.models.model_list import ModelList, parse_models
from ppchat.adapters.openai.errors import bad_key_problem, redact_key, translate_error
from ppchat.adapters.profiles.key_command import load_key
from ppchat.adapters.profiles.target import Target
from ppchat.core.security.loopback import is_loopback
from ppchat.core.security.secret import Secret
from ppchat.core.stream.http_errors import http_problem
from ppchat.core.stream.signals import Problem, Request

_MAX_BYTES: Final = 16 << 20
_CONNECT_TIMEOUT_S: Final = 10.0
_TIMEOUT_S: Final = 20.0


class ListRefusal(Exception):  # noqa: N818
    """The server answers with something else than a list."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(status)
        self.status, self.headers, self.body = status, headers, body


async def list_models(target: Target) -> ModelList | Problem:
    """The models that a server offers, or why they cannot be listed."""
    key = await load_key(target)
    if isinstance(key, Problem):
        return key
    if key is not None and not key.usable:
        return bad_key_problem()
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            return await request_list(target.base_url, secret_headers(target, key), _MAX_BYTES)
    except ListRefusal as refusal:
        problem = _refusal_problem(refusal, target)
    except ValueError:
        message = f"{target.host} did not return a list of models"
        problem = Problem("not a list", message, "Check the base URL.")
    except TimeoutError:
        problem = translate_error(httpx2.ReadTimeout("the list took too long"), target.host)
    except Exception as error:
        problem = translate_error(error, target.host)
    return redact_key(problem, key)


def secret_headers(target: Target, key: Secret | None) -> dict[str, str]:
    """The key, and the headers of the profile, which come before it."""
    headers = {} if key is None else {"authorization": f"Bearer {key.reveal()}"}
    return headers | {name.lower(): value.reveal() for name, value in target.headers.items()}


async def request_list(base_url: str, headers: Mapping[str, str], limit: int) -> ModelList:
    """The list that a server returns; redirects are not followed.

    Raises ListRefusal, ValueError for a body that is no list or too long, httpx2.HTTPError.
    """
    # In a thread, as loading the certificates would stop the app for a moment.
    client = await asyncio.to_thread(make_http_client, base_url)
    sent = {"accept": "application/json", "accept-encoding": "identity", **headers}
    async with client, client.stream("GET", f"{base_url}/models", headers=sent) as response:
        body = b""
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > limit:
                raise ValueError("the list is too long")
        if response.status_code != 200:
            raise ListRefusal(response.status_code, response.headers, body)
        return parse_models(body)


def make_http_client(base_url: str) -> httpx2.AsyncClient:
    """A client that follows no redirect; making it loads certificates."""
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(_TIMEOUT_S, connect=_CONNECT_TIMEOUT_S),
        follow_redirects=False,
        trust_env=not is_loopback(base_url),  # what runs on this machine is asked without a proxy
        verify=not base_url.startswith("http://"),
    )


def _refusal_problem(refusal: ListRefusal, target: Target) -> Problem:
    return http_problem(
        *(refusal.status, refusal.headers, refusal.body),
        host=target.host,
        key_sent=bool(target.key or target.key_command),
        request=Request({}, target.base_url, method="GET", path="/models"),
    )
