"""The headless front end: one answer to stdout, everything else to stderr."""

from __future__ import annotations

import asyncio
import signal
import sys
import time

from ppchat.adapters.openai.reader import OpenAIReader
from ppchat.cli.ask.output import BatchedOutput, print_notice
from ppchat.cli.ask.rounds import AskedExchange, AskOptions
from ppchat.cli.exit_codes import AFTER_SIGNAL, DONE, FAILED, PIPE_CLOSED, TIMED_OUT
from ppchat.cli.standard_streams import discard_stdout
from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.stream.signals import End, Ended, Problem
from ppchat.services.response_source import ResponseSource


def print_answer(options: AskOptions) -> int:
    """Send the request, print the answer, and return the exit code."""
    output = BatchedOutput(sys.stdout)
    code = asyncio.run(_ask(options, output))
    if output.failure is None:
        return code
    discard_stdout()
    if isinstance(output.failure, BrokenPipeError):  # the reader of the pipe has seen enough
        return PIPE_CLOSED
    print_notice(f"Stopped: the answer can't be written: {output.failure.strerror}")
    return FAILED


async def _ask(options: AskOptions, output: BatchedOutput) -> int:
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task
    interrupts: list[signal.Signals] = []

    def interrupt(number: signal.Signals) -> None:
        interrupts.append(number)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt, number)
    output.on_failure = task.cancel
    exchange = AskedExchange(options, output)
    code, timeout_s = DONE, options.settings.timeout_s
    try:
        async with ResponseSource(options.target, OpenAIReader()) as source:
            async with asyncio.timeout(timeout_s):
                await exchange.read(source)
    except TimeoutError:
        code = TIMED_OUT
        advice = "--timeout sets how long to wait."
        problem = Problem("timeout", f"timed out after {timeout_s:g} s", advice)
        exchange.cut_off(Ended(time.monotonic_ns(), End.BROKEN, problem))
    except asyncio.CancelledError:
        code = AFTER_SIGNAL + interrupts[0] if interrupts else FAILED
        exchange.cut_off(Ended(time.monotonic_ns(), End.STOPPED))
    code = exchange.conclude(code)
    if exchange.lacks_api and not interrupts and not options.target.is_demo:
        await _explain(options, exchange.api)
    return code


async def _explain(options: AskOptions, api: str) -> None:
    """Say over which API the server can be asked instead."""
    from ppchat.services.connection.server_report import other_api, probe_server

    if line := other_api(await probe_server(options.target), api):
        print_notice(sanitize_line(line))
