"""Chat with a model in your terminal, and see every event of its stream.

examples:
  ppchat                          the app; without a key, on its built-in demo
  ppchat "Why is the sky blue?"   the same, and send this prompt at once
  ppchat -c                       continue the last conversation
  ppchat --schema city.json       answers in JSON, each checked against the schema
  ppchat -m MODEL --base-url http://localhost:8080/v1
  ppchat -- events                a prompt that looks like a command

The key comes from OPENAI_API_KEY; `ppchat doctor` shows what is configured.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ppchat.adapters import gc_tuning
from ppchat.cli.options import (
    add_connection_options,
    add_request_options,
    add_setting,
    load_settings,
    require_terminal,
)
from ppchat.services.launch import LAST, PICK


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the app."""
    parser.add_argument("prompt", nargs="?", metavar="PROMPT", help="a prompt to send at once")
    resume = parser.add_mutually_exclusive_group()
    resume.add_argument(
        "-c",
        "--continue",
        dest="resume",
        action="store_const",
        const=LAST,
        help="continue the last conversation",
    )
    resume.add_argument(
        "--resume",
        nargs="?",
        const=PICK,
        metavar="ID",
        help="continue that conversation, or pick one from a list",
    )
    add_setting(parser, "theme")
    add_setting(parser, "schema")
    add_request_options(parser)
    add_connection_options(parser)


def run(args: Namespace) -> int:
    """Open the app."""
    require_terminal("`ppchat ask` answers without one")
    settings = load_settings(args, allow_problems=True)  # which the app shows
    gc_tuning.pause_collection()  # before the imports, which it would slow down by an eighth
    from ppchat.tui.run import run

    code, conversation_id = run(settings, prompt=args.prompt, resume=args.resume)
    from ppchat.cli.resume_line import print_resume_line  # the first paint does not wait for it

    print_resume_line(args, conversation_id)
    return code
