"""Which paths are meant by a few letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppchat.core.text.path_matching import best_paths

PATHS = (
    "README.md",
    "docs/readme.txt",
    "src/app.py",
    "src/screens/app_bindings.py",
    "tests/test_app.py",
    "src/apparatus/main.py",
    ".github/app.yml",
    "src/Über uns.md",
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("app", ["src/app.py", "src/screens/app_bindings.py", "tests/test_app.py"]),
        ("readme", ["README.md", "docs/readme.txt"]),
        ("README", ["README.md"]),
        ("appb", ["src/screens/app_bindings.py"]),
        ("tap", ["tests/test_app.py", "src/apparatus/main.py"]),
        ("src/m", ["src/apparatus/main.py"]),
        (".app", [".github/app.yml"]),
        (".github", [".github/app.yml"]),
        ("über", ["src/Über uns.md"]),
        ("r s", ["src/Über uns.md"]),
        ("zzz", []),
    ],
)
def test_the_best_come_first(query: str, expected: list[str]) -> None:
    assert best_paths(query, PATHS, 3)[: len(expected) or 1] == expected


def test_without_letters_the_shortest_come_first() -> None:
    assert best_paths("", PATHS, 2) == ["README.md", "src/app.py"]


@given(st.lists(st.text("ab/.A", min_size=1, max_size=12)), st.text("ab/.A", max_size=5))
def test_all_have_the_letters_in_order(paths: list[str], query: str) -> None:
    for path in best_paths(query, paths, 50):
        letters = iter(path if query != query.lower() else path.lower())
        assert all(letter in letters for letter in query)
