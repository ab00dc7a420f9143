"""`ppchat ask` in this process, which need not import the client for each question."""

from __future__ import annotations

from contextlib import redirect_stderr
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

from ppchat.adapters.json_schema.config import answer_schema
from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.adapters.profiles.target import Target
from ppchat.cli.ask.kept_turns import keep_turns
from ppchat.cli.ask.output import BatchedOutput
from ppchat.cli.ask.rounds import AskedExchange, AskOptions
from ppchat.cli.exit_codes import DONE
from ppchat.cli.options import load_settings
from ppchat.cli.parser import build_parser
from ppchat.cli.tool_options import load_tool_session
from ppchat.services.response_source import ResponseSource
from tests.support.loopback import ProgramResult


async def run_ask(base_url: str, config: Path, *arguments: str) -> ProgramResult:
    """Ask a server with these arguments and this config file, which may be missing."""
    parser, _ = build_parser("ask")
    files = ("--config", str(config), "--data-dir", str(config.parent))
    args = parser.parse_args(["--base-url", base_url, *files, *arguments])
    settings = load_settings(args)
    target = Target(base_url, "loopback", None, "", False)
    tools = load_tool_session(args, settings)
    schema = answer_schema(settings)
    file = TextIOWrapper(BytesIO())
    with redirect_stderr(StringIO()) as notices, keep_turns(args, settings, tools.on) as kept:
        how = (args.format, args.retry, tools, schema, (), kept)
        options = AskOptions(args.prompt, settings, target, *how)
        exchange = AskedExchange(options, BatchedOutput(file))
        async with ResponseSource(target, OpenAIReader()) as source:
            await exchange.read(source)
        code = exchange.conclude(DONE)
    file.seek(0)
    return ProgramResult(code, file.read(), notices.getvalue())
