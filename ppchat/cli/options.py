"""What commands share: the options that choose a server, and what they come to."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace

from ppchat.adapters.config import Settings, settings
from ppchat.adapters.paths import paths
from ppchat.core.errors import UsageError
from ppchat.core.security.sanitize import safe_line


def add_places(parser: ArgumentParser) -> None:
    """The options that tell where files are."""
    group = parser.add_argument_group("files")
    group.add_argument("--config", metavar="FILE", help="the config file (TOML)")
    group.add_argument("--data-dir", metavar="DIR", help="where conversations are kept")


def add_connection(parser: ArgumentParser, *, several_models: bool = False) -> None:
    """The options that tell whom to ask, and how; several models come as `args.models`."""
    group = parser.add_argument_group("connection")
    group.add_argument(
        "--demo",
        action="store_true",
        default=None,
        help="the built-in demo, whatever is configured: no key, no network",
    )
    if several_models:
        group.add_argument(
            *("-m", "--model"),
            dest="models",
            action="append",
            metavar="MODEL",
            help="may be given several times",
        )
    else:
        group.add_argument("-m", "--model", metavar="MODEL")
    group.add_argument("--base-url", metavar="URL", help="a server that speaks the Responses API")
    group.add_argument(
        "-s", "--system", metavar="TEXT", help="instructions that stand before the conversation"
    )
    add_places(parser)


_FLAGS = ("demo", "model", "base_url", "system", "theme", "timeout_s", "accessible")


def settings_of(args: Namespace) -> Settings:
    """The settings that hold with these arguments; tells warnings. Raises ConfigError."""
    flags = {name: getattr(args, name, None) for name in _FLAGS}
    found = settings(paths(os.environ, args.config, args.data_dir), flags, os.environ)
    for warning in found.warnings:
        tell(warning)
    return found


def need_terminal(instead: str) -> None:
    """Raises UsageError where the app can't be shown; `instead` tells what to do there."""
    if not (os.isatty(0) and os.isatty(2)):
        raise UsageError(f"the app needs a terminal: {instead}")
    if os.environ.get("TERM") == "dumb":
        raise UsageError(f"the app needs a terminal that can do more than TERM=dumb: {instead}")


def tell(text: str) -> None:
    """One line for the person, which may quote foreign text."""
    print(f"ppchat: {safe_line(text)}", file=sys.stderr)
