"""One answer without the app; what comes on stdin is put before PROMPT.

examples:
  ppchat ask "Why is the sky blue?"
  git diff | ppchat ask "Write a commit message"
  ppchat ask --demo --format events "Peter Piper"
  ppchat ask --format jsonl "Hello" > hello.jsonl

exit codes: 0 done, 1 the stream failed, was incomplete or was cut off, 2 wrong usage or
configuration, 124 timed out, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from ppchat.adapters.config import ConfigError, target
from ppchat.cli.options import add_connection, settings_of, tell


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat ask`."""
    parser.add_argument("prompt", nargs="?", metavar="PROMPT")
    parser.add_argument(
        "--format",
        choices=("text", "events", "snapshots", "jsonl"),
        default="text",
        help="text: the answer as it grows (default); events: each event, its type and delta;"
        " snapshots: the whole text so far, once per delta; jsonl: the recording",
    )
    parser.add_argument(
        "--timeout",
        dest="timeout_s",
        type=float,
        metavar="SECONDS",
        help="give up when the answer takes longer",
    )
    add_connection(parser)


def run(args: Namespace) -> int:
    """Ask, and print the answer."""
    from ppchat.cli.ask_printer import USAGE, Question, run

    settings = settings_of(args)
    whom = target(settings, os.environ)
    if whom.is_demo and not settings.demo:
        raise ConfigError(
            "no key: set OPENAI_API_KEY or --base-url, or ask the built-in demo with --demo"
        )
    prompt = _prompt(args.prompt)
    if not prompt.strip():
        tell("nothing to ask: give a PROMPT, or text on stdin")
        return USAGE
    body: dict[str, Any] = dict(settings.request)
    body |= {"model": settings.model, "input": [{"role": "user", "content": prompt}]}
    if settings.system:
        body["instructions"] = settings.system
    body["stream"] = True
    return run(Question(body, whom, args.format, settings.timeout_s))


def _prompt(argument: str | None) -> str:
    parts = []
    if not sys.stdin.isatty():
        parts.append(sys.stdin.buffer.read().decode(errors="replace").strip())
    if argument is not None:
        # An argument that was not UTF-8 holds halves of characters, which cannot be sent.
        parts.append(os.fsencode(argument).decode(errors="replace"))
    return "\n\n".join(part for part in parts if part)
