"""The grammar of the command line."""

from __future__ import annotations

import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.cli.completion.grammar import Argument, Command, ValueKind, quote, walk_commands


def test_commands_are_walked_outermost_first_with_the_words_that_lead_to_them() -> None:
    rename = Command("rename", "", ())
    sessions = Command("sessions", "", (), commands=(rename,))
    program = Command("p", "", (), commands=(sessions, Command("ask", "", ())))
    walked = [(path, command.name) for path, command in walk_commands(program)]
    assert walked == [
        ("", "p"),
        ("sessions", "sessions"),
        ("sessions rename", "rename"),
        ("ask", "ask"),
    ]


def test_an_option_takes_a_value_under_each_of_its_names() -> None:
    model = Argument(ValueKind.TEXT, ("-m", "--model"))
    flag = Argument(ValueKind.NOTHING, ("--json",))
    assert Command("p", "", (model, flag)).options_with_value == ("-m", "--model")


@settings(max_examples=30)
@given(st.text(alphabet="a '\"$`\\!(){}*\n鳥", max_size=20))
def test_a_quoted_word_is_one_word_to_a_shell(text: str) -> None:
    command = f"printf %s {quote(text)}"
    result = subprocess.run(
        ["bash", "--norc", "-c", command], capture_output=True, text=True, check=True
    )
    assert (result.stdout, result.stderr) == (text, "")
