"""`--api` selects one of the protocols that are read."""

from __future__ import annotations

from argparse import ArgumentParser

import pytest

from ppchat.cli.dialect_options import add_dialect, selected_dialects
from ppchat.core.dialects.registry import DIALECTS


def test_a_protocol_is_selected_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    parser = ArgumentParser()
    add_dialect(parser, "only one")
    assert selected_dialects(parser.parse_args([])) == list(DIALECTS)
    for dialect in DIALECTS:
        assert selected_dialects(parser.parse_args(["--api", dialect.name])) == [dialect]
    with pytest.raises(SystemExit):
        parser.parse_args(["--api", "morse"])
    assert "morse" in capsys.readouterr().err
