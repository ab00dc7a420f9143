"""What a page holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ppchat.core.formats.html.markup import PlainRenderer, Renderer
from ppchat.core.security.redact import mask_keys, redact_json


@dataclass(frozen=True, slots=True)
class PageOptions:
    """What a page shows of its recordings, and how."""

    events: bool = True
    """Whether it holds the events."""
    reasoning: bool = True
    """Whether it holds what the model thought."""
    redact: bool = True
    """Whether secrets are masked."""
    renderer: Renderer = field(default_factory=PlainRenderer)

    @property
    def clean(self) -> Callable[[str], str]:
        """Masks what looks like a key; the length of a text stays."""
        return mask_keys if self.redact else str

    def clean_json(self, value: Any) -> Any:
        """Masks the secrets of a JSON value."""
        return redact_json(value) if self.redact else value
