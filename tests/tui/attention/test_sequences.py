"""How a terminal notifies."""

from __future__ import annotations

import pytest

from ppchat.tui.attention.sequences import notification_sequence


@pytest.mark.parametrize(
    ("environment", "sequence"),
    [
        ({"TERM_PROGRAM": "iTerm.app"}, "\x1b]9;✓ done\x1b\\"),
        ({"TERM": "xterm-ghostty"}, "\x1b]9;✓ done\x1b\\"),
        ({"TERM": "foot"}, "\x1b]777;notify;ppchat;✓ done\x1b\\"),
        ({"TERM": "rxvt-unicode-256color"}, "\x1b]777;notify;ppchat;✓ done\x1b\\"),
        ({"TERM": "xterm-kitty"}, "\x1b]99;;✓ done\x1b\\"),
        ({"TERM": "xterm-256color"}, "\a"),
        ({"TERM_PROGRAM": "iTerm.app", "TMUX": "/tmp/tmux"}, "\a"),
    ],
)
def test_each_terminal_is_notified_in_its_way(environment: dict[str, str], sequence: str) -> None:
    assert notification_sequence(environment, "✓ done") == sequence


def test_a_title_controls_nothing() -> None:
    sequence = notification_sequence({"TERM": "xterm-kitty"}, "a\x1b\\b\ac\x9cd\n" + "e" * 500)
    body = sequence.removeprefix("\x1b]99;;").removesuffix("\x1b\\")
    assert body.isprintable()
    assert len(body) <= 120
