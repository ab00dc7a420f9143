"""The dialog that asks what becomes of a call."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from ppchat.core.security.sanitize import sanitize_line
from ppchat.core.view.calls.decisions import Decision, call_heading, decisions
from ppchat.services.tools.pending_call import PendingCall
from ppchat.tui.dialogs.calls.call_details import CallDetails, call_details
from ppchat.tui.dialogs.choice import Choice, ChoiceRow
from ppchat.tui.dialogs.dialog import Dialog


class CallScreen(Dialog[Decision | None]):
    """Shows a call with its arguments and command; returns None for later."""

    DEFAULT_CSS = """
    CallScreen {
        & OptionList { max-height: 5; }
        & #remark { color: $text-warning; }
        &.-short CallDetails { margin-bottom: 0; }
    }
    """

    BINDING_GROUP_TITLE = "Call"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "choose", priority=True, id="call.choose"),
        Binding("escape", "dismiss", "later", id="call.later"),
        Binding("pageup", "scroll(-1)", "scroll up", show=False, priority=True, id="call.page_up"),
        Binding(
            "pagedown", "scroll(1)", "scroll down", show=False, priority=True, id="call.page_down"
        ),
    ]

    def __init__(
        self, pending: PendingCall, number: int = 1, count: int = 1, *, remark: str = ""
    ) -> None:
        """`number` of `count` calls that are asked one after another; `remark` is a warning."""
        super().__init__()
        self._pending = pending
        self._remark = remark
        self.heading = call_heading(pending.call, number, count)

    def contents(self) -> ComposeResult:
        """What the call is about, above the choices."""
        call, tool = self._pending.call, self._pending.tool
        can_run = not self._pending.problem
        yield CallDetails(call_details(call, tool), 0.45)
        if self._remark:
            yield Static(sanitize_line(self._remark, 300), id="remark", markup=False)
        yield OptionList(
            *(
                Option(ChoiceRow(Choice(decision.name, sentence, remark)), id=decision.name)
                for decision, (sentence, remark) in decisions(call, can_run=can_run).items()
            )
        )

    def action_scroll(self, by: int) -> None:
        """Scroll the arguments by a page."""
        view = self.query_one(CallDetails)
        (view.scroll_page_down if by > 0 else view.scroll_page_up)(animate=False)

    def action_choose(self) -> None:
        """Close with the highlighted decision."""
        if option := self.query_one(OptionList).highlighted_option:
            self.dismiss(Decision[option.id or ""])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(Decision[event.option_id or ""])
