"""Where a conversation comes from: one's own are kept apart from what was only recorded."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """Where the turns of a conversation come from; the values are those of the store."""

    OWN = ""
    """Asked with ppchat."""
    PROXY = "proxy"
    """Asked by another program, and recorded by the proxy."""
    IMPORT = "import"
    """Read from a file."""

    @property
    def label(self) -> str:
        """What marks it in a list; empty for one's own."""
        return {Source.OWN: "", Source.PROXY: "proxy", Source.IMPORT: "imported"}[self]


def parse_source(value: str) -> Source:
    """The source that the store names; one of a later version is taken as one's own."""
    return Source(value) if value in set(Source) else Source.OWN
