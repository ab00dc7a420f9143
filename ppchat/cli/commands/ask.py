"""Print the answer to one prompt, without the app; text on stdin is placed before PROMPT.

examples:
  ppchat ask "Why is the sky blue?"
  git diff | ppchat ask "Write a commit message"
  ppchat ask --demo --format events "Peter Piper"
  ppchat ask --format jsonl "Hello" > hello.jsonl
  ppchat ask --schema city.json "Describe Lisbon"
  ppchat ask -o effort=low -o max_tokens=500 "Why?"
  ppchat ask --save "Name a river"
  ppchat ask -c "And its source?"
  ppchat ask --attach chart.png --attach notes.md "Do these agree?"
  ppchat ask --tool get_weather --allow get_weather "Is it cold in Oslo?"

A request that the server puts off ("too many requests", or a failure of its own) is sent again
after a pause, at most three times; --timeout includes the pauses.

A function of the config (`[tool.NAME]`) that --tool sends is answered by its command only with
--allow; stderr names what runs. A call that nobody answers is printed as a line of JSON and
ends the answer with exit code 3; a call that the model got wrong is answered with the error.

Nothing is kept unless --save, -c or --resume says so; the app and `ppchat ask -c` go on from there.

With --schema, each place where the answer departs from the schema is one line on stderr.

exit codes: 0 completed, 1 failed, incomplete, cut off or not as the schema says, 2 usage or
configuration error, 3 a call waits for an answer, 124 timed out, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from ppchat.adapters.attachments.file_reader import read_attachment
from ppchat.adapters.json_schema.config import answer_schema
from ppchat.adapters.profiles.target import usable_target
from ppchat.cli.exit_codes import USAGE
from ppchat.cli.options import (
    add_connection_options,
    add_request_options,
    add_setting,
    load_settings,
    report,
)
from ppchat.cli.tool_options import add_tool_options, load_tool_session
from ppchat.core.dialects.attachments import Attachment, AttachmentError, check_total
from ppchat.core.errors import ConfigError, UsageError
from ppchat.services.launch import LAST


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat ask`."""
    parser.add_argument("prompt", nargs="?", metavar="PROMPT", help="the prompt to send")
    parser.add_argument(
        "--format",
        choices=("text", "events", "snapshots", "jsonl"),
        default="text",
        help="text: the answer as it grows (default); events: the type and delta of each event;"
        " snapshots: the full text so far, once per delta; jsonl: the recording",
    )
    add_setting(parser, "timeout_s")
    parser.add_argument(
        "--no-retry",
        dest="retry",
        action="store_false",
        help="do not send the request again where the server asks to wait or fails",
    )
    add_setting(parser, "schema")
    parser.add_argument(
        "--attach",
        dest="attached_paths",
        action="append",
        default=[],
        metavar="FILE",
        help="send this text, image or PDF with the prompt; can be repeated",
    )
    _add_keep_options(parser)
    add_tool_options(parser)
    add_request_options(parser)
    add_connection_options(parser)


def _add_keep_options(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("conversation")
    group.add_argument(
        "--save",
        action="store_true",
        help="keep question and answer as a new conversation, and print its id on stderr",
    )
    which = group.add_mutually_exclusive_group()
    which.add_argument(
        "-c",
        "--continue",
        dest="resume",
        action="store_const",
        const=LAST,
        help="ask in the last conversation, and keep that",
    )
    which.add_argument("--resume", metavar="ID", help="ask in that conversation, and keep that")


def run(args: Namespace) -> int:
    """Send the prompt and print the answer."""
    settings = load_settings(args)
    server = usable_target(settings, os.environ)
    if server.is_demo and not settings.demo:
        raise ConfigError(
            "no key: set OPENAI_API_KEY or --base-url, or use the built-in demo with --demo"
        )
    prompt = _prompt(args.prompt)
    if not prompt.strip():
        report("nothing to ask: pass a PROMPT, or text on stdin")
        return USAGE
    attachments = _attachments(args.attached_paths)
    tools = load_tool_session(args, settings)
    schema = answer_schema(settings)
    # Importing this takes 0.8 s, and must not be part of the times that are measured.
    from ppchat.cli.ask.kept_turns import keep_turns
    from ppchat.cli.ask.rounds import AskOptions
    from ppchat.cli.ask.run import print_answer

    with keep_turns(args, settings, tools.on) as kept:
        how = (args.format, args.retry, tools, schema, attachments, kept)
        return print_answer(AskOptions(prompt, settings, server, *how))


def _prompt(argument: str | None) -> str:
    parts = []
    if not sys.stdin.isatty():
        parts.append(sys.stdin.buffer.read().decode(errors="replace").strip())
    if argument is not None:
        # An argument that was not UTF-8 contains lone surrogates, which cannot be sent.
        parts.append(os.fsencode(argument).decode(errors="replace"))
    return "\n\n".join(part for part in parts if part)


def _attachments(paths: Sequence[str]) -> tuple[Attachment, ...]:
    """The files at these paths. Raises UsageError if one cannot be sent."""
    attachments: list[Attachment] = []
    for path in paths:
        try:
            attachments.append(read_attachment(path))
            check_total(attachments)
        except AttachmentError as error:
            raise UsageError(f"--attach {path}: {error}") from error
    return tuple(attachments)
