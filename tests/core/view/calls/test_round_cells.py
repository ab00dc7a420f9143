"""The rounds before an answer are shown with the outputs that it was given."""

from __future__ import annotations

from ppchat.core.view.calls.round_cells import earlier_cells
from ppchat.core.view.cell import CellKind
from tests.support.exchanges import ARGUMENTS, weather_exchange


def test_each_round_is_followed_by_the_outputs_of_its_calls() -> None:
    cells = [*earlier_cells("x", weather_exchange(calls=2))]
    outputs = [(cell.title, str(cell.text)) for cell in cells if cell.kind is CellKind.OUTPUT]
    assert outputs == [("you answered get_weather", "sunny, 24")] * 2
    assert ARGUMENTS in "".join(str(cell.text) for cell in cells if cell.kind is CellKind.TOOL)
    assert len({cell.key for cell in cells}) == len(cells)


def test_the_last_round_is_left_to_the_cursor() -> None:
    assert [*earlier_cells("x", weather_exchange()[-1:])] == []
