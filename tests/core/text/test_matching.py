"""Which texts are meant by a few typed letters."""

from __future__ import annotations

import pytest

from ppchat.core.text.matching import match_rank


@pytest.mark.parametrize(
    ("query", "texts", "rank"),
    [
        ("", ("Choose a theme",), 0),
        ("CHOOSE  a", ("Choose a theme",), 0),
        ("the", ("Choose a colour", "theme"), 0),
        ("theme choose", ("Choose a theme",), 1),
        ("hoos", ("Choose a theme",), 2),
        ("app theme", ("Choose a theme", "app.theme"), 1),
        ("cth", ("Choose a theme",), 3),
        ("eht", ("Choose a theme",), None),
        ("theme x", ("Choose a theme",), None),
        ("[.*", ("Choose [.* a theme",), 2),
    ],
)
def test_the_better_it_matches_the_lower_the_rank(
    query: str, texts: tuple[str, ...], rank: int | None
) -> None:
    assert match_rank(query, texts) == rank
