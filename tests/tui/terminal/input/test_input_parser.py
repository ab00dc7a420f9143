"""A paste arrives whole however it is cut, and what is typed around it arrives as keys."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import pytest
from textual.events import Key, Paste
from textual.message import Message

from ppchat.tui.terminal.input.input_parser import InputParser

START, END = "\x1b[200~", "\x1b[201~"


def events(*parts: str) -> list[str]:
    parser = InputParser()
    return list(map(shown, chain.from_iterable(map(parser.feed, parts))))


def shown(event: Message) -> str:
    match event:
        case Key():
            return event.key
        case Paste():
            return f"<{event.text}>"
    return type(event).__name__


SENT = f"a{START}one\r\x1b[31mtwo\x00{END}b{START}{END}\x1b[A\x1b{START}x{START}\x1b[I{END}\r"
EVENTS = [
    *("a", "<one\r\x1b[31mtwo>", "b", "<>", "up"),
    *("escape", f"<x{START}\x1b[I>", "enter"),
]


def test_keys_and_pastes_come_in_their_order() -> None:
    assert events(SENT) == EVENTS


@pytest.mark.parametrize("size", range(1, 15))
def test_pastes_are_the_same_however_they_are_cut(size: int) -> None:
    assert events(*(SENT[at : at + size] for at in range(0, len(SENT), size))) == EVENTS


def test_an_escape_before_the_rest_of_a_marker_is_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("textual._parser.get_time", lambda: clock[0])
    parser = InputParser()
    assert list(parser.feed("\x1b")) == []
    assert list(parser.tick()) == []
    clock[0] += 10
    assert [shown(event) for event in parser.tick()] == ["escape"]
    assert [shown(event) for event in parser.feed("[200~")] == [
        *("left_square_bracket", "2", "0", "0", "tilde")
    ]


def test_the_text_of_a_paste_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[str] = []

    def feed(_: object, text: str) -> Sequence[Message]:
        fed.append(text)
        return ()

    monkeypatch.setattr("ppchat.tui.terminal.input.input_parser.XTermParser.feed", feed)
    events("a", f"{START}{'x' * 10_000}", "x" * 10_000, f"x{END}b")
    assert fed == ["a", START, END, "b"]
