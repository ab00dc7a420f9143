"""Asks a server whether it has an API, by a request without content, which costs nothing."""

from __future__ import annotations

import asyncio
from typing import Final

import httpx2

from ppchat.adapters.models.list_request import make_http_client, secret_headers
from ppchat.adapters.openai.errors import bad_key_problem, redact_key, translate_error
from ppchat.adapters.profiles.key_command import load_key
from ppchat.adapters.profiles.target import Target
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.security.secret import Secret
from ppchat.core.stream.http_errors import NO_ENDPOINT, http_problem
from ppchat.core.stream.signals import Problem, Request

_MAX_BYTES: Final = 64 << 10
"""Bytes of an answer that are read."""
_TIMEOUT_S: Final = 20.0
_LACKING: Final = frozenset({NO_ENDPOINT, "unauthorized", "forbidden", "redirect"})
"""The kinds of refusals of those who have no such API, or not for this key."""
_PAGE: Final = "text/html"


async def probe_api(target: Target, dialect: Dialect) -> Problem | None:
    """Why a server cannot be asked in a dialect; None if it can: no model can answer nothing."""
    key = await load_key(target)
    if isinstance(key, Problem):
        return key
    if key is not None and not key.usable:
        return bad_key_problem()
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            problem = await _request(target, dialect, key)
    except TimeoutError:
        problem = translate_error(httpx2.ReadTimeout("no answer"), target.host)
    except Exception as error:
        problem = translate_error(error, target.host)
    return problem and redact_key(problem, key)


async def _request(target: Target, dialect: Dialect, key: Secret | None) -> Problem | None:
    headers = {"accept-encoding": "identity", **secret_headers(target, key)}
    url = target.base_url + dialect.path
    client = await asyncio.to_thread(make_http_client, target.base_url)
    async with client, client.stream("POST", url, json={}, headers=headers) as response:
        is_page = _PAGE in response.headers.get("content-type", "")
        if response.is_success and not is_page:
            return None
        body = b""
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > _MAX_BYTES:
                break
        problem = http_problem(
            *(response.status_code, response.headers, body),
            host=target.host,
            key_sent=key is not None,
            request=Request({"model": ""}, target.base_url, path=dialect.path),
        )
    return problem if is_page or problem.kind in _LACKING else None
