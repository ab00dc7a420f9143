"""List the models that a server offers, one per line.

examples:
  ppchat models
  ppchat models --base-url http://localhost:11434/v1
"""

from __future__ import annotations

import asyncio
import os
from argparse import ArgumentParser, Namespace

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
    models = asyncio.run(_load_models(usable_target(load_settings(args), os.environ)))
    if isinstance(models, Problem):
        report(models.message)
        if models.advice:
            report(models.advice)
        return FAILED
    for name in models:
        print(sanitize_line(name))
    return DONE


async def _load_models(server: Target) -> list[str] | Problem:
    from ppchat.adapters.openai.reader import OpenAIReader
    from ppchat.adapters.profiles.key_command import load_key
    from ppchat.services.response_source import ResponseSource

    reader = OpenAIReader()
    async with ResponseSource(server, reader) as source:
        base_url = await source.base_url()
        key = source.demo_problem or await load_key(server)
        if isinstance(key, Problem):
            return key
        return await reader.list_models(base_url, key, server.headers)
