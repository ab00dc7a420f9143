"""Damage to a sound stream is found, whatever its kind; the streams themselves are sound."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ppchat.core.dialects.finding import Severity
from tests.core.checks.damage import KINDS, Kind
from tests.core.checks.mutations import (
    findings_of,
    load_demo,
    load_stream,
    main,
    score,
    shorten,
)
from tests.support.streams import DEMO

streams = cache(load_demo)


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_a_recording_of_the_demo_is_sound_whole_and_shortened(path: Path) -> None:
    whole = load_stream(path)
    for stream in (whole, shorten(whole)):
        results = findings_of(stream)
        assert [finding for finding in results if finding.severity is Severity.VIOLATION] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_damage_that_a_client_sees_is_found(kind: Kind) -> None:
    result = score(kind, streams())
    assert result.done
    assert (result.as_is, result.renumbered) == (result.done, result.done), result.missed


def test_there_are_many_kinds_and_a_table_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 25
    main()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(KINDS) + 1
