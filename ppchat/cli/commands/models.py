"""List the models that a server offers, one per line.

examples:
  ppchat models
  ppchat models --base-url http://localhost:11434/v1
"""

from __future__ import annotations

import asyncio
import os
from argparse import ArgumentParser, Namespace

from ppchat.adapters.models.model_list import ModelList
from ppchat.adapters.profiles.target import Target, usable_target
from ppchat.cli.exit_codes import DONE, FAILED
from ppchat.cli.options import add_connection_options, load_settings, report
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.stream.signals import Problem


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat models`."""
    add_connection_options(parser)


def run(args: Namespace) -> int:
    """Print the models' names."""
    server = usable_target(load_settings(args), os.environ)
    models = asyncio.run(_load_models(server))
    if isinstance(models, Problem):
        report(models.message)
        if models.advice:
            report(models.advice)
        return FAILED
    for name in models.names:
        print(sanitize_line(name))
    return DONE


async def _load_models(server: Target) -> ModelList | Problem:
    from ppchat.adapters.models.list_request import list_models
    from ppchat.services.connection.server_report import lists_no_models, probe_server
    from ppchat.services.response_source import demo_target

    async with demo_target(server) as target:
        if isinstance(target, Problem):
            return target
        models = await list_models(target)
        if isinstance(models, Problem) and models.status is not None:
            return lists_no_models(await probe_server(target))
        return models
