"""What is configured and where it came from, and what this terminal can do. Shows no key.

examples:
  ppchat doctor
  ppchat doctor --base-url http://localhost:8080/v1     which key would go there, if any
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from ppchat import __version__
from ppchat.adapters.config import Settings, target
from ppchat.cli.options import add_connection, settings_of
from ppchat.core.security.sanitize import safe_line


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat doctor`."""
    add_connection(parser)


def run(args: Namespace) -> int:
    """Print a line a fact."""
    settings = settings_of(args)
    for title, facts in (
        ("program", _program()),
        ("connection", _connection(settings)),
        ("files", _files(settings)),
        ("terminal", _terminal()),
    ):
        print(title)
        for name, value in facts:
            print(f"  {name:<12} {safe_line(value)}")
    return 0


def _program() -> Iterator[tuple[str, str]]:
    yield "ppchat", __version__
    yield "python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    for package in ("openai", "textual"):
        try:
            yield package, version(package)
        except PackageNotFoundError:
            yield package, "MISSING: install it with ppchat"


def _connection(settings: Settings) -> Iterator[tuple[str, str]]:
    whom = target(settings, os.environ)
    origin = settings.origins
    yield "asks", "the built-in demo" if whom.is_demo else settings.base_url
    if whom.is_demo and not settings.demo:
        yield "", "because there is no key, no base URL and no host in the config"
    elif not whom.is_demo:
        yield "", f"from {origin.get('base_url', 'the default')}"
        yield "key", f"from {whom.key_origin}" if whom.key else f"none for {whom.host}"
        if whom.key and not whom.key.usable:
            yield "", "BAD: it holds characters that no key has, such as a space"
        if whom.key is None and os.environ.get("OPENAI_API_KEY"):
            yield "", "OPENAI_API_KEY is set, but goes to api.openai.com alone; to send it here:"
            yield "", f'openai_key = true under [host."{whom.host}"] in the config,'
            yield "", "or set PPCHAT_API_KEY to the key of this server"
    yield "model", f"{settings.model} from {origin.get('model', 'the default')}"
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        if os.environ.get(name) or os.environ.get(name.lower()):
            yield name, "set; not used for this machine's own addresses"


def _files(settings: Settings) -> Iterator[tuple[str, str]]:
    for name, path in (("config", settings.paths.config_file), ("data", settings.paths.data_dir)):
        state = "there" if path.exists() else "not there yet"
        if path.exists() and not os.access(path, os.W_OK):
            state = "READ-ONLY"
        yield name, f"{path} ({state})"


def _terminal() -> Iterator[tuple[str, str]]:
    size = shutil.get_terminal_size()
    yield "size", f"{size.columns}x{size.lines}"
    for name in ("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "LANG", "VISUAL", "EDITOR"):
        if name in os.environ:
            yield name, os.environ[name] or "(empty)"
    yield "encoding", sys.stdout.encoding
    for name, stream in (("stdin", sys.stdin), ("stdout", sys.stdout)):
        yield name, "a terminal" if stream.isatty() else "no terminal"
