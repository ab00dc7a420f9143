"""Show what is configured, where it comes from, and what this terminal can do. Shows no keys.

examples:
  ppchat doctor
  ppchat doctor --base-url http://localhost:8080/v1     which key would be sent there, if any
  ppchat doctor --base-url http://localhost:8080/v1 --probe     ask it which APIs it has
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version

from ppchat import __version__
from ppchat.adapters.config import Settings
from ppchat.adapters.log import LOG, active_log
from ppchat.adapters.memory.servers import load_memory
from ppchat.adapters.paths import path_state, resolve_log_path
from ppchat.adapters.profiles.target import OPENAI_HOST, Target, resolve_target
from ppchat.adapters.terminal.keys import taken_keys
from ppchat.cli.exit_codes import DONE
from ppchat.cli.options import add_connection_options, load_settings
from ppchat.core.errors import ConfigError
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.stream.signals import Problem
from ppchat.services.connection.server_report import ServerReport


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat doctor`."""
    parser.add_argument(
        "--probe",
        action="store_true",
        help="ask the server which APIs it has, by requests without content, which cost nothing",
    )
    add_connection_options(parser)


def run(args: Namespace) -> int:
    """Print one line per fact."""
    settings = load_settings(args, allow_problems=True)
    for title, facts in (
        ("program", _program()),
        ("connection", _connection(settings)),
        ("APIs of the server", _probe(settings) if args.probe else ()),
        ("settings", _settings(settings)),
        ("files", _files(settings, args)),
        ("terminal", _terminal()),
        ("problems", _problems(settings)),
    ):
        lines = [f"  {name:<12} {sanitize_line(value)}" for name, value in facts]
        if lines:
            print(title, *lines, sep="\n")
    return DONE


def _program() -> Iterator[tuple[str, str]]:
    yield "ppchat", __version__
    yield "python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    for package in ("openai", "textual"):
        try:
            yield package, version(package)
        except PackageNotFoundError:
            yield package, "MISSING: reinstall ppchat"


def _connection(settings: Settings) -> Iterator[tuple[str, str]]:
    server = resolve_target(settings, os.environ)
    origins = settings.origins
    yield "server", "the built-in demo" if server.is_demo else settings.base_url
    if server.is_demo and not settings.demo:
        yield "", "because no key, base URL or host is configured"
    elif not server.is_demo:
        yield "", f"from {origins.get('base_url', 'the default')}"
        if server.profile:
            yield "profile", f"{server.profile} from {origins['profile']}"
        if server.problem:
            yield "key", f"UNUSABLE: {server.problem}"
        else:
            has_key = server.key or server.key_command
            yield "key", f"from {server.key_origin}" if has_key else f"none for {server.host}"
        if server.headers:
            yield "headers", ", ".join(server.headers)
        if server.key and not server.key.usable:
            yield "", "BAD: it contains characters that no key has, such as a space"
        if not has_key and os.environ.get("OPENAI_API_KEY"):
            theirs = "OPENAI_BASE_URL" if os.environ.get("OPENAI_BASE_URL") else OPENAI_HOST
            yield "", f"OPENAI_API_KEY is set, but is only sent to {theirs}; to send it here:"
            yield "", 'key_env = "OPENAI_API_KEY" in a profile of this server in the config,'
            yield "", "or set PPCHAT_API_KEY to the key of this server"
    memory = load_memory(settings.paths, server.host)
    if memory.api and not settings.api:
        yield "api", f"{memory.api}, as this server was asked before"
    yield "model", f"{settings.model} from {origins.get('model', 'the default')}"
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        if os.environ.get(name) or os.environ.get(name.lower()):
            yield name, "set; not used for local addresses"


def _probe(settings: Settings) -> Iterator[tuple[str, str]]:
    """Each API that a server can be asked over, and whether this one has it; its models."""
    report = asyncio.run(_probe_server(resolve_target(settings, os.environ)))
    if isinstance(report, Problem):
        yield "", report.message
        return
    for dialect, problem in report.apis:
        yield dialect.name, f"no: {problem.message}" if problem else f"yes: {dialect.label}"
    if isinstance(report.models, Problem):
        yield "models", f"not listed: {report.models.message}"
    else:
        yield "models", f"{len(report.models.names)}"
    if report.better_url:
        yield "base URL", f"it has an API below {report.better_url}"


async def _probe_server(server: Target) -> ServerReport | Problem:
    from ppchat.services.connection.server_report import probe_server
    from ppchat.services.response_source import demo_target

    async with demo_target(server) as target:
        return target if isinstance(target, Problem) else await probe_server(target)


def _settings(settings: Settings) -> Iterator[tuple[str, str]]:
    """What else is not the default; of a table, which may hold anything, its keys alone."""
    for name, origin in settings.origins.items():
        if name in ("demo", "model", "base_url", "profile"):
            continue
        value = settings.hosts if name == "host" else getattr(settings, name)
        shown = ", ".join(value) if isinstance(value, Mapping) else sanitize_line(str(value), 60)
        yield name, f"{shown} from {origin}"


def _files(settings: Settings, args: Namespace) -> Iterator[tuple[str, str]]:
    for name, path in (("config", settings.paths.config_file), ("data", settings.paths.data_dir)):
        yield name, f"{path} ({path_state(path)})"
    if active_log():
        yield "log", f"{active_log()} (on, level {logging.getLevelName(LOG.level).lower()})"
    else:
        path = resolve_log_path(os.environ, args.log_file, args.data_dir)
        yield "log", f"{path} (off; PPCHAT_LOG=info or --log-file turns it on)"


def _problems(settings: Settings) -> Iterator[tuple[str, str]]:
    """What cannot be used of the config or is ignored, and keys that never reach the app."""
    for problem in settings.problems:
        yield "config", problem
    if settings.tool or settings.hosted:
        from ppchat.adapters.tools.tool_config import load_tool

        for name in dict.fromkeys(settings.tool_names):
            try:
                load_tool(settings, name)
            except ConfigError as error:
                yield "tool", str(error)
    if settings.keymap or settings.theme or settings.price:
        from ppchat.tui.keys.config_check import config_problems

        yield from (("config", problem) for problem in config_problems(settings))
    for program, remedy, keys in taken_keys(os.environ, sys.platform):
        from ppchat.tui.keys.table import configured_keys_of, key_actions

        taken: dict[str, str] = {}
        for action in key_actions():
            for key in configured_keys_of(action, settings.keymap) & keys:
                taken.setdefault(key, action.id)
        if taken:
            listed = ", ".join(f"{key} ({name})" for key, name in sorted(taken.items()))
            yield "keys", f"{program} takes {listed}; {remedy}"


def _terminal() -> Iterator[tuple[str, str]]:
    size = shutil.get_terminal_size()
    yield "size", f"{size.columns}x{size.lines}"
    for name in ("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "LANG", "VISUAL", "EDITOR"):
        if name in os.environ:
            yield name, os.environ[name] or "(empty)"
    yield "encoding", sys.stdout.encoding
    for name, stream in (("stdin", sys.stdin), ("stdout", sys.stdout)):
        yield name, "a terminal" if stream.isatty() else "not a terminal"
