"""The printer of one stream."""

from __future__ import annotations

from io import BytesIO, TextIOWrapper

import pytest

from ppchat.cli.ask.output import BatchedOutput
from ppchat.cli.ask.printers import PRINTERS
from ppchat.cli.exit_codes import DONE, FAILED, USAGE
from ppchat.core.stream.signals import Arrived, End, Ended, Problem, Request, Started
from ppchat.core.stream.sse import Frame
from tests.support.loopback import text_stream

REQUEST = Request({"model": "m", "input": "hello"}, "http://h")


@pytest.mark.parametrize(("name", "printed"), [("text", "Sure!\n"), ("snapshots", "Sure\nSure!\n")])
async def test_an_answer_is_concluded_once(name: str, printed: str) -> None:
    data = BytesIO()
    printer = PRINTERS[name](REQUEST, BatchedOutput(TextIOWrapper(data)))
    printer.take(Started(1))
    for frame in text_stream("Sure", "!"):
        printer.take(Arrived((Frame(frame, 2),)))
    printer.take(Ended(3, End.EOF))
    assert [printer.conclude(), printer.conclude()] == [DONE, DONE]
    assert data.getvalue().decode() == printed


@pytest.mark.parametrize(
    ("kind", "code"), [("bad key", USAGE), ("no variable", USAGE), ("timeout", FAILED)]
)
async def test_a_problem_that_only_the_user_can_solve_is_a_usage_error(
    kind: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    printer = PRINTERS["jsonl"](REQUEST, BatchedOutput(TextIOWrapper(BytesIO())))
    printer.take(Started(1))
    printer.take(Ended(2, End.REFUSED, Problem(kind, "TOKEN is not set")))
    assert printer.conclude() == code
    assert capsys.readouterr().err.count("TOKEN is not set") == 1
