"""The rows of rounds: each under a head with the figures of its round."""

from __future__ import annotations

from textual.color import Color

from ppchat.core.inspect.event_rows import EventRow
from ppchat.core.inspect.rounds.rounds import Rounds, as_rounds
from ppchat.core.inspect.rounds.rows import RoundRow
from ppchat.core.stream.signals import End
from ppchat.tui.events.event_row import RowStyle, fit_columns
from ppchat.tui.events.row_painter import RowPainter, round_head
from ppchat.tui.style.event_styles import EventStyles
from ppchat.tui.style.themes import DARK
from tests.support.exchanges import call_events, weather_exchange
from tests.support.recordings import TWISTER, build_recording, delta

STYLES = EventStyles(DARK.to_color_system().generate(), Color.parse("#101010"))


def draw(rounds: Rounds, place: RoundRow, *, plain: bool = False, width: int = 60) -> str:
    painter = RowPainter()
    painter.plain = plain
    painter.measure(rounds)
    style = RowStyle(False, False, False, False, 1)
    columns = fit_columns(width, len(rounds), rounds.timed)
    return painter.strip(rounds, place, columns, width, style, STYLES).text.rstrip()


def test_a_round_has_its_place_the_time_before_it_and_its_figures() -> None:
    rounds = Rounds(weather_exchange(pause_ms=800))
    heads = [round_head(rounds, index, span) for index, span in enumerate(rounds.spans())]
    assert heads == [
        "round 1 of 2 · 400 ms · TTFT 250 ms",
        "round 2 of 2 · waited 800 ms · 500 ms · TTFT 240 ms",
    ]


def test_a_round_that_ended_otherwise_says_so() -> None:
    stopped = build_recording(call_events()[:3], end=End.STOPPED)
    rounds = Rounds((*weather_exchange()[:1], stopped))
    assert "stopped" in round_head(rounds, 1, rounds.spans()[1])


def test_the_head_is_a_line_and_for_a_screen_reader_words() -> None:
    rounds = Rounds(weather_exchange())
    assert draw(rounds, RoundRow(0, None)).startswith(" ── round 1 of 2 · ")
    assert draw(rounds, RoundRow(0, None)).endswith("──")
    assert draw(rounds, RoundRow(0, None), plain=True).endswith("TTFT 250 ms")


def test_the_times_of_a_later_round_count_from_the_first_request() -> None:
    rounds = Rounds(weather_exchange(pause_ms=800))
    assert draw(rounds, RoundRow(1, EventRow(0, 0))).split()[:2] == ["0", "1.350"]


def test_a_round_that_begins_later_than_it_seemed_is_drawn_again() -> None:
    painter, call = RowPainter(), weather_exchange()[0]
    rounds = Rounds((call, build_recording([], end=None)))
    painter.measure(rounds)
    assert not painter.measure(rounds)
    alone = as_rounds(build_recording(TWISTER))
    assert painter.measure(alone)
    assert not painter.measure(alone)


def test_columns_have_room_for_the_numbers_that_they_were_sized_for() -> None:
    painter, short = RowPainter(), as_rounds(build_recording(TWISTER))
    long = as_rounds(build_recording([delta(1, "a")] * 11_000))
    assert not painter.resize_columns(short, 90)
    assert painter.columns(long, 90) == painter.columns(short, 90)
    assert painter.resize_columns(long, 90)
    assert not painter.resize_columns(long, 90)
