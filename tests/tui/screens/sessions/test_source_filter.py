"""Which sources are listed."""

from __future__ import annotations

from ppchat.adapters.store.store import ConversationSummary
from ppchat.core.chat.source import Source
from ppchat.tui.screens.sessions.source_filter import SourceFilter


def summary(source: Source) -> ConversationSummary:
    return ConversationSummary(source or "own", "", "", 1, "", None, source=source)


def ids(sources: SourceFilter, *present: Source) -> list[str]:
    return [each.id for each in sources.select([summary(source) for source in present])]


def test_ones_own_come_first_and_the_others_step_by_step() -> None:
    sources, present = SourceFilter(), tuple(Source)
    sources.update(map(summary, present))
    seen = []
    for _ in range(5):
        seen.append((sources.label, *ids(sources, *present)))
        assert bool(sources.others) is (not sources.label)
        sources.step()
    assert seen == [
        ("", "own"),
        ("all", "own", "proxy", "import"),
        ("from the proxy", "proxy"),
        ("imported", "import"),
        ("", "own"),
    ]


def test_a_step_skips_sources_without_conversations() -> None:
    sources, present = SourceFilter(), (Source.OWN, Source.IMPORT)
    sources.update(map(summary, present))
    labels = []
    for _ in range(3):
        sources.step()
        labels.append(sources.label)
    assert labels == ["all", "imported", ""]


def test_without_ones_own_all_are_listed() -> None:
    sources = SourceFilter()
    sources.update([summary(Source.PROXY)])
    assert (ids(sources, Source.PROXY), sources.label, sources.can_step) == (["proxy"], "", False)
