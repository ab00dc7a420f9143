"""What a server speaks and offers, found out by requests that cost nothing; and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ppchat.adapters.daemon_thread import in_daemon_thread
from ppchat.adapters.models.model_list import ModelList
from ppchat.adapters.profiles.target import Target
from ppchat.core.dialects.dialect import Dialect
from ppchat.core.dialects.registry import ASKABLE, askable_dialect
from ppchat.core.stream.http_errors import NO_ENDPOINT
from ppchat.core.stream.signals import Problem

_LACKING: Final = frozenset({NO_ENDPOINT, "not found", "not a stream", "not a list"})
"""Problems of a server that answers, but has not what was asked for."""
_SHOWN_MODELS: Final = 3
_VERSION: Final = "/v1"


@dataclass(frozen=True, slots=True)
class ServerReport:
    """The answers of one server."""

    target: Target
    models: ModelList | Problem
    apis: tuple[tuple[Dialect, Problem | None], ...]
    """Each API, and why it cannot be used; None where it can."""
    better_url: str = ""
    """A base URL at which the same server has what it lacks here; empty for none."""

    @property
    def spoken(self) -> tuple[Dialect, ...]:
        """The APIs that the server has, in the order in which they are tried."""
        return tuple(dialect for dialect, problem in self.apis if problem is None)

    @property
    def problem(self) -> Problem | None:
        """Why the server cannot be asked; None if it can."""
        if self.spoken:
            return None
        problems = [problem for _, problem in self.apis if problem]
        if isinstance(self.models, Problem):
            problems.append(self.models)
        reason = next((each for each in problems if each.kind not in _LACKING), None)
        if reason is not None:
            return reason
        here = self.target.base_url
        if self.better_url:
            advice = f"Use the base URL {self.better_url}, where it has one."
            return Problem(NO_ENDPOINT, f"{here} has no API of models", advice)
        if any(problem.kind == "not a stream" for problem in problems):
            page = "a page, not an API of models: a website, a login or a proxy answers there"
            advice = "Check the base URL; behind a login, the API often has another address."
            return Problem("not a stream", f"{here} is {page}", advice)
        labels = " nor ".join(dialect.label for dialect, _ in self.apis)
        advice = "Check the base URL and its port; it usually ends in /v1."
        return Problem(NO_ENDPOINT, f"{here} speaks neither {labels}", advice)


async def probe_server(target: Target) -> ServerReport:
    """Ask a server for its models and APIs; if it has none, also below /v1."""
    await in_daemon_thread(_load)
    report = await _probe(target)
    if report.spoken or target.base_url.endswith(_VERSION) or not _answers(report):
        return report
    other = await _probe(target._replace(base_url=f"{target.base_url}{_VERSION}"))
    if not other.spoken:
        return report
    return ServerReport(target, report.models, report.apis, other.target.base_url)


def _load() -> None:
    import ppchat.adapters.models.api_probe  # noqa: F401


async def _probe(target: Target) -> ServerReport:
    from ppchat.adapters.models.api_probe import probe_api
    from ppchat.adapters.models.list_request import list_models

    models = await list_models(target)
    if isinstance(models, Problem) and models.status is None and models.kind not in _LACKING:
        unreachable = tuple((dialect, models) for dialect in ASKABLE)
        return ServerReport(target, models, unreachable)
    problems = await asyncio.gather(*(probe_api(target, dialect) for dialect in ASKABLE))
    return ServerReport(target, models, tuple(zip(ASKABLE, problems, strict=True)))


def _answers(report: ServerReport) -> bool:
    return any(problem and problem.kind in _LACKING for _, problem in report.apis)


def findings(report: ServerReport) -> Iterator[str]:
    """What the server speaks and offers, a line each."""
    if problem := report.problem:
        yield problem.message
        if problem.advice:
            yield problem.advice
        return
    spoken = " and ".join(dialect.label for dialect in report.spoken)
    lacking = [dialect.label for dialect, problem in report.apis if problem]
    yield f"It speaks {spoken}{', not ' if lacking else ''}{' or '.join(lacking)}."
    if isinstance(report.models, Problem):
        yield f"It does not list its models: {report.models.message}"
        return
    names = report.models.names
    shown = ", ".join(names[:_SHOWN_MODELS]) + ", …" * (len(names) > _SHOWN_MODELS)
    yield f"{len(names)} model{'s' * (len(names) != 1)}{names and ': '}{shown}"


def lists_no_models(report: ServerReport) -> Problem | ModelList:
    """Why a server lists no models, with what it speaks all the same."""
    if not isinstance(report.models, Problem) or report.problem:
        return report.problem or report.models
    spoken = " and ".join(dialect.label for dialect in report.spoken)
    advice = f"It speaks {spoken}: name a model with -m, as its documentation says."
    return replace(report.models, advice=advice)


def other_api(report: ServerReport, api: str) -> str:
    """The line that says over which API a server can be asked, where it lacks `api`; or empty."""
    asked = askable_dialect(api)
    if problem := report.problem:
        return f"{problem.message}. {problem.advice}"
    if asked in report.spoken:
        return ""
    spoken = report.spoken[0]
    return (
        f"{report.target.base_url} speaks {spoken.label}, not {asked.label}:"
        f" use --api {spoken.name}"
    )
