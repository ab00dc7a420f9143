"""The options that let a model use tools of the config, and what may run unasked."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping

from ppchat.adapters.config import Settings
from ppchat.adapters.tools.tool_config import load_tools
from ppchat.core.dialects.tools import FunctionTool, HostedTool, Tool
from ppchat.core.errors import UsageError
from ppchat.services.tools.session import MAX_ROUNDS, ToolSession


def add_tool_options(parser: ArgumentParser) -> None:
    """Add the options of a command that answers calls."""
    group = parser.add_argument_group("tools")
    for name, help_text in (
        ("tool", "let the model call a function, [tool.NAME] in the config"),
        ("hosted", "let the model use a tool of the server, [hosted.NAME] in the config"),
        ("allow", "run the command of this function, or approve the calls of this MCP server"),
    ):
        group.add_argument(
            f"--{name}",
            dest=f"{name}_names",
            action="append",
            default=[],
            metavar="NAME",
            help=f"{help_text}; can be repeated",
        )
    group.add_argument(
        "--max-rounds",
        type=int,
        default=MAX_ROUNDS,
        metavar="N",
        help=f"send at most N requests for one question (default: {MAX_ROUNDS})",
    )


def load_tool_session(args: Namespace, settings: Settings) -> ToolSession:
    """The tools that the arguments name, and what they allow. Raises UsageError."""
    if args.max_rounds < 1:
        raise UsageError("--max-rounds must be at least 1")
    names = [*args.tool_names, *args.hosted_names]
    tools = load_tools(settings, names)
    _check_kinds(tools, args.tool_names, args.hosted_names)
    session = ToolSession(tools, on=tools, max_rounds=args.max_rounds)
    for name in args.allow_names:
        _check_allowed(tools.get(name), name)
        session.permit_tool(name)
    return session


def _check_kinds(
    tools: Mapping[str, Tool], functions: Iterable[str], hosted: Iterable[str]
) -> None:
    for name in functions:
        if not isinstance(tools[name], FunctionTool):
            raise UsageError(f"--tool {name}: the server runs this tool: --hosted {name}")
    for name in hosted:
        if not isinstance(tools[name], HostedTool):
            raise UsageError(f"--hosted {name}: this is a function: --tool {name}")


def _check_allowed(tool: Tool | None, name: str) -> None:
    match tool:
        case None:
            raise UsageError(f"--allow {name}: also name it with --tool or --hosted")
        case FunctionTool(command=()):
            raise UsageError(f"--allow {name}: [tool.{name}] has no command")
        case HostedTool() if not tool.server_label:
            raise UsageError(f"--allow {name}: only an MCP server asks for approval")
