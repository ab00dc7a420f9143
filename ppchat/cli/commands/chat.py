"""Chat with a model in your terminal, and see every event of its stream.

examples:
  ppchat                          the app; without a key, on its built-in demo
  ppchat "Why is the sky blue?"   the same, and ask at once
  ppchat -c                       go on with the last conversation
  ppchat -m MODEL --base-url http://localhost:8080/v1
  ppchat -- events                a prompt that reads like a command

The key comes from OPENAI_API_KEY; `ppchat doctor` tells what is configured.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ppchat.adapters import gc_tuning as garbage
from ppchat.cli.options import add_connection, need_terminal, settings_of
from ppchat.services.resume import LAST, PICK


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the app."""
    parser.add_argument("prompt", nargs="?", metavar="PROMPT", help="sent at once")
    resume = parser.add_mutually_exclusive_group()
    resume.add_argument(
        "-c",
        "--continue",
        dest="resume",
        action="store_const",
        const=LAST,
        help="go on with the last conversation",
    )
    resume.add_argument(
        "--resume",
        nargs="?",
        const=PICK,
        metavar="ID",
        help="go on with that conversation, or pick one",
    )
    parser.add_argument("--theme", metavar="NAME")
    add_connection(parser)


def run(args: Namespace) -> int:
    """Open the app."""
    need_terminal("`ppchat ask` answers without one")
    settings = settings_of(args)
    garbage.hold()  # before the imports, of which it would take an eighth
    from ppchat.tui.run import run

    return run(settings, prompt=args.prompt, resume=args.resume)
