"""Groups of indexes are rows, until they are unfolded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.inspect.folding import Folding, IndexRange


def folding(*sizes: int) -> Folding:
    built = Folding()
    for size in sizes:
        for number in range(size):
            built.add(joins=number > 0)
    return built


def test_a_group_is_a_row() -> None:
    rows = folding(1, 3, 2)
    assert [rows[row] for row in range(len(rows))] == [
        IndexRange(0, 0),
        IndexRange(1, 3),
        IndexRange(4, 5),
    ]
    assert [rows.row_of(index) for index in range(rows.count)] == [0, 1, 1, 1, 2, 2]


def test_the_first_index_joins_nothing() -> None:
    rows = Folding()
    rows.add(joins=True)
    assert rows[0] == IndexRange(0, 0)


def test_a_single_index_has_nothing_to_unfold() -> None:
    rows = folding(1, 2)
    assert not rows.toggle(0)
    assert rows.toggle(1)
    assert [rows[row] for row in range(len(rows))] == [IndexRange(n, n) for n in range(3)]
    rows.close_all()
    assert len(rows) == 2


def test_a_group_that_grows_while_it_is_unfolded() -> None:
    rows = folding(2, 2)
    rows.toggle(1)
    rows.add(joins=True)
    rows.add(joins=False)
    assert [rows[row] for row in range(len(rows))] == [
        IndexRange(0, 1),
        *(IndexRange(n, n) for n in range(2, 6)),
    ]


@given(sizes=st.lists(st.integers(1, 5), min_size=1), toggles=st.lists(st.integers(0, 99)))
def test_each_index_stands_in_one_row(sizes: list[int], toggles: list[int]) -> None:
    rows = folding(*sizes)
    for row in toggles:
        rows.toggle(row % len(rows))
    spans = [rows[row] for row in range(len(rows))]
    assert [n for span in spans for n in range(span.first, span.last + 1)] == list(
        range(sum(sizes))
    )
    for row, span in enumerate(spans):
        assert {rows.row_of(n) for n in range(span.first, span.last + 1)} == {row}
