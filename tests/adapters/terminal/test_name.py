"""Which terminal it is."""

from __future__ import annotations

import pytest

from ppchat.adapters.terminal.name import is_terminal


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM_PROGRAM": "iTerm.app"}, "iterm"),
        ({"LC_TERMINAL": "iTerm2"}, "iterm"),
        ({"TERM": "foot-extra"}, "foot"),
    ],
)
def test_a_terminal_is_known_by_any_of_its_variables(
    environment: dict[str, str], name: str
) -> None:
    assert is_terminal(environment, (name,))
    assert not is_terminal(environment, ("wezterm",))
    assert not is_terminal({**environment, "TMUX": "/run/tmux"}, (name,))
