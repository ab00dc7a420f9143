"""The recordings that are part of the package."""

from __future__ import annotations

from ppchat.core.stream.signals import End
from ppchat.demo.recordings import FOLDER, recordings
from tests.demo.make import takes


def test_they_come_in_order_of_their_files_each_with_a_title() -> None:
    titles = {take.name: take.title for take in takes()}
    names = [path.stem for path in sorted(FOLDER.glob("*.jsonl"))]
    assert [about.title for _, about in recordings()] == [titles[name] for name in names]


def test_each_is_complete() -> None:
    for recording, about in recordings():
        assert about.keywords
        assert recording.timed
        assert recording.ended
        assert recording.ended.end is End.EOF
        assert not recording.faults
