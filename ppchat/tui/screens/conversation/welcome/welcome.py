"""The first screen: what this is, who answers, what can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from ppchat.core.security.sanitize import sanitize_line
from ppchat.tui.terminal.keymap import class_bindings, configured_keys
from ppchat.tui.widgets.key_bar import label

_NAME: Final = "p p c h a t"
_PURPOSE: Final = "watch an answer arrive, event by event, and go back to any of them"
_SHORT_PURPOSE: Final = "watch an answer arrive, event by event"
_KEYS: Final = {
    "conversation.key": "key",
    "conversation.sessions": "conversations",
    "app.palette": "all actions",
    "app.help": "help",
}
"""The keys that matter at first, by id, and what each is for."""
_LEAST_OFFERS: Final = (5, 3, 3, 1)
"""How many offers each of the layouts must have room for; the last has nothing else."""
_LEAST_TEXT_WIDTH: Final = 50
"""Columns of an offer's text below which its note is left out."""
_GAP: Final = 3
"""Columns between an offer's text and its note."""
_MAX_WIDTH: Final = 100
"""Columns of the widest offer."""
_MARGIN: Final = 4
"""Columns at both sides together."""
_EMPTY: Final = Content("")


class Offer(NamedTuple):
    """A question to ask, or an earlier conversation to continue."""

    text: str
    """The question, or the conversation's title; foreign, raw."""
    note: str = ""
    """What the answer shows, or when the conversation took place."""
    conversation_id: str = ""
    """Empty for a question."""


class Welcome(Widget):
    """The first screen; the prompt box keeps the focus, and its keys move the choice."""

    DEFAULT_CSS = """
    Welcome { height: 1fr; background: $background; color: $foreground; text-wrap: nowrap; }
    """

    offers: reactive[tuple[Offer, ...]] = reactive(())
    """What can be chosen."""
    chosen = reactive(0)
    """The index of the offer that enter takes."""
    dimmed = reactive(False)
    """Whether the prompt box has a text, so that enter takes no offer."""
    who = reactive("")
    """Who answers, in one sentence; foreign, raw."""

    @dataclass(eq=False, repr=False)
    class Taken(Message):
        """The chosen offer was clicked."""

        offer: Offer

    def __init__(self, offers: Iterable[Offer], who: str) -> None:
        super().__init__()
        self.set_reactive(Welcome.offers, tuple(offers))
        self.set_reactive(Welcome.who, who)

    @property
    def choice(self) -> Offer | None:
        """The offer that enter takes."""
        return self.offers[self.chosen] if self.offers else None

    def step(self, by: int) -> bool:
        """Choose the next or the previous offer; False at either end."""
        index = self.chosen + by
        if not 0 <= index < len(self.offers):
            return False
        self.chosen = index
        return True

    def on_click(self, event: events.Click) -> None:
        """Choose the offer that was clicked; take it if it was chosen before."""
        index = event.style.meta.get("offer")
        if index == self.chosen:
            self.post_message(self.Taken(self.offers[index]))
        elif index is not None:
            self.chosen = index

    def render(self) -> Content:
        """All that fits, centred: empty rows are left out first, the chosen offer last."""
        width, height = self.size
        head = self._head()
        tail = [self._hint(), self._keys()]
        who = Content.styled(sanitize_line(self.who), "$text-muted")
        layouts: tuple[tuple[list[Content], list[Content], list[Content]], ...] = (
            ([*head, _EMPTY], [who], [_EMPTY, *tail]),
            (head, [who], tail),
            ([], [who], tail[:1]),
            ([], [], []),
        )
        for (title, above, below), least in zip(layouts, _LEAST_OFFERS, strict=True):
            room = height - len(title) - len(above) - len(below)
            if room >= min(least, len(self.offers)):
                break
        offers = list(self._offer_lines(max(1, room), max(1, min(width - _MARGIN, _MAX_WIDTH))))
        block = [Content("  ") + line if line else line for line in above]
        block += [*offers, *(Content("  ") + line if line else line for line in below)]
        left = max(0, width - max(line.cell_length for line in block)) // 2
        lines = [_pad(line, (width - line.cell_length) // 2) for line in title]
        lines += [_pad(line, left) for line in block]
        top = max(0, height - len(lines)) * 2 // 5
        return Content("\n").join([_EMPTY] * top + [line.truncate(width) for line in lines])

    def _head(self) -> list[Content]:
        fits = len(_PURPOSE) + _MARGIN <= self.size.width
        return [
            Content.styled(self._headline(), "bold $text-primary"),
            Content(_PURPOSE if fits else _SHORT_PURPOSE),
        ]

    def _headline(self) -> str:
        """The name, spaced out where it is seen and not read aloud."""
        return _NAME.replace(" ", "") if self.app.has_class("-plain") else _NAME

    def _hint(self) -> Content:
        plain = self.app.has_class("-plain")
        keys = ("up and down", "enter") if plain else ("↑↓", "⏎")
        return _key_line(zip(keys, ("choose", "ask"), strict=True)) + Content.styled(
            "   or type your own", "$text-muted"
        )

    def _keys(self) -> Content:
        known: dict[str | None, str] = {}
        for binding in (*class_bindings(type(self.screen)), *class_bindings(type(self.app))):
            key = configured_keys(self.app, binding).partition(",")[0]
            known[binding.id] = label(self.app, replace(binding, key=key))
        return _key_line((known[name], text) for name, text in _KEYS.items() if name in known)

    def _offer_lines(self, room: int, width: int) -> Iterator[Content]:
        """The offers around the chosen one, as many as there is room for."""
        offers = self.offers
        first = max(0, min(self.chosen - room // 2, len(offers) - room))
        longest = max((len(offer.text) for offer in offers), default=0)
        longest_note = max((len(offer.note) for offer in offers), default=0)
        line_width = min(width, longest + longest_note + _GAP + 2)
        for index in range(first, min(len(offers), first + room)):
            offer = offers[index]
            is_chosen = index == self.chosen and not self.dimmed
            sign = ("> " if self.app.has_class("-plain") else "❯ ") if is_chosen else "  "
            style = "bold $text-accent" if is_chosen else "$text-muted" if self.dimmed else ""
            text = Content.assemble(sign, sanitize_line(offer.text)).stylize_before(style)
            note = Content.styled(sanitize_line(offer.note), "$text-muted")
            space = line_width - note.cell_length - _GAP
            if space < min(text.cell_length, _LEAST_TEXT_WIDTH):
                space, note = line_width, _EMPTY
            line = text.truncate(space, ellipsis=True).pad_right(line_width - note.cell_length)
            line = line.truncate(line_width - note.cell_length) + note
            yield line.stylize(Style.from_meta({"offer": index}))


def _key_line(keys: Iterable[tuple[str, str]]) -> Content:
    entries = [Content.assemble((key, "bold"), (f" {text}", "$text-muted")) for key, text in keys]
    return Content("   ").join(entries)


def _pad(line: Content, count: int) -> Content:
    return line.pad_left(max(0, count)) if line else line
