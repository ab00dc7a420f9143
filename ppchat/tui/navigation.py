"""What a screen asks the app to open: screens do not know one another, `actions` knows them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.message import Message

if TYPE_CHECKING:  # imported after the first paint, which they would delay
    from ppchat.adapters.store.search.results import SearchHit
    from ppchat.adapters.store.store import Store
    from ppchat.core.chat.conversation import Conversation, Node
    from ppchat.core.recording.recording import Recording
    from ppchat.tui.marks import Marks

MAX_COMPARED: Final = 5
"""Most responses shown side by side."""


class ScreenRequested(Message):
    """The user asked for something that another screen shows; see the subclasses."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.handler_name = "on_screen_requested"  # the app opens all of them


@dataclass
class InspectorRequested(ScreenRequested):
    """The inspector on one of several recordings."""

    recordings: Sequence[Recording]
    index: int = 0
    position: int | None = None
    """The initial position; None for the end."""
    play_speed: float = 0
    """The playing speed to start with, 0 for none."""
    marks: Marks | None = None
    """Marked events that the inspector shares with the view that asks."""


@dataclass
class ExportRequested(ScreenRequested):
    """The export of prompts with their recordings."""

    turns: Sequence[tuple[str, Recording]]
    file_name: str
    selected: int = 0
    """The index of the turn for formats that hold a single answer."""


@dataclass
class ComparisonRequested(ScreenRequested):
    """The comparison of responses; a single one needs another, which the user picks."""

    recordings: Sequence[Recording]
    names: Sequence[str] = ()
    """Labels of the recordings; none for those that the comparison gives them."""


@dataclass
class StoredComparisonRequested(ScreenRequested):
    """The comparison of the last responses of stored conversations."""

    store: Store
    ids: Sequence[str]
    reference: Node | None
    """A response that comes before them."""


@dataclass
class ConversationRequested(ScreenRequested):
    """Another conversation instead of the current one."""

    store: Store
    current: Conversation
    on_picked: Callable[[Conversation, SearchHit | None], object]
    """Called with what the user picks, perhaps a hit in it; not if the user changes nothing."""
    search: str = ""
    """What the list is searched for at first."""
