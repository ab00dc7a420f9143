"""The models that a server offers, a line each.

examples:
  ppchat models
  ppchat models --base-url http://localhost:11434/v1
"""

from __future__ import annotations

import asyncio
import os
from argparse import ArgumentParser, Namespace
from contextlib import AsyncExitStack

from ppchat.adapters.config import Target, target
from ppchat.cli.options import add_connection, settings_of, tell
from ppchat.core.security.sanitize import safe_line
from ppchat.core.stream.signals import Problem


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat models`."""
    add_connection(parser)


def run(args: Namespace) -> int:
    """Print the names."""
    answer = asyncio.run(_models(target(settings_of(args), os.environ)))
    if isinstance(answer, Problem):
        tell(answer.message)
        if answer.advice:
            tell(answer.advice)
        return 1
    for name in answer:
        print(safe_line(name))
    return 0


async def _models(whom: Target) -> list[str] | Problem:
    from ppchat.adapters.openai.reader import Reader
    from ppchat.cli.ask_printer import demo

    async with AsyncExitStack() as stack:
        base_url = await demo(stack) if whom.is_demo else whom.base_url
        reader = await stack.enter_async_context(Reader())
        return await reader.models(base_url, whom.key)
