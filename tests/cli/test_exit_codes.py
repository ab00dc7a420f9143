"""The exit codes are those that shells and `timeout` use."""

from __future__ import annotations

import signal

from ppchat.cli import exit_codes


def test_the_codes_after_a_signal_contain_its_number() -> None:
    assert exit_codes.AFTER_SIGNAL + signal.SIGINT == exit_codes.INTERRUPTED == 130
    assert exit_codes.AFTER_SIGNAL + signal.SIGPIPE == exit_codes.PIPE_CLOSED == 141
