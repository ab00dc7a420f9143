"""The dialog in which what a model gets for a call is written, or looked at before it is sent."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from ppchat.core.security.sanitize import sanitize, sanitize_line
from ppchat.core.text.display import format_length
from ppchat.core.text.json_text import parse_json
from ppchat.core.view.calls.form import FormField, form_json
from ppchat.tui.dialogs.calls.call_details import CallDetails
from ppchat.tui.dialogs.calls.choice_field import ChoiceField
from ppchat.tui.dialogs.dialog import Dialog

_MAX_EDITED: Final = 20_000
"""Characters of the longest text that can be edited; a longer one is shown by its beginning."""


class AnswerScreen(Dialog[str | None]):
    """Asks for the answer in a form or as a text; returns None for later."""

    DEFAULT_CSS = """
    AnswerScreen {
        & #remark { color: $text-muted; }
        & #form { height: auto; }
        & Input, & Input:focus { height: 1; padding: 0 1; margin-bottom: 1; }
        & TextArea, & TextArea:focus {
            height: auto;
            min-height: 3;
            padding: 0 1;
            border: none;
            background: $panel;
            scrollbar-size-vertical: 1;
        }
        &.-short Input, &.-short Input:focus, &.-short ChoiceField { margin-bottom: 0; }
        &.-short CallDetails { margin-bottom: 0; }
    }
    """

    AUTO_FOCUS = "Input, ChoiceField, TextArea"
    BINDING_GROUP_TITLE = "Answer to a call"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "send", priority=True, id="call.answer"),
        Binding(
            "ctrl+j,shift+enter,alt+enter",
            "newline",
            "newline",
            key_display="^j",
            priority=True,
            id="call.newline",
        ),
        Binding("escape", "dismiss", "later", priority=True, id="call.answer_later"),
    ]

    def __init__(
        self,
        heading: str,
        details: Content,
        *,
        output: str = "",
        remark: str = "",
        fields: tuple[FormField, ...] = (),
    ) -> None:
        """`output` is what a command printed, and `remark` how it ended; without, the user writes.

        With `fields` the answer is an object with these.
        """
        super().__init__()
        self.heading = heading
        self._details = details
        self._output = output
        self._remark = remark
        self._fields = fields
        self._shown = ""
        """What the text area had at first: unless it is changed, `output` is sent as it is."""
        self._confirms_empty = False
        self._inputs = [
            ChoiceField(field.choices, field.initial)
            if field.choices
            else Input(field.initial, select_on_focus=False)
            for field in fields
        ]

    def contents(self) -> ComposeResult:
        """What is asked, above the fields or the text."""
        yield CallDetails(self._details, 0.25)
        if self._is_cut:
            yield Static(f"The beginning of {format_length(len(self._output))}; all are sent.")
        if self._remark:
            yield Static(sanitize_line(self._remark), id="remark", markup=False)
        if self._fields:
            with VerticalScroll(id="form", can_focus=False):
                for field, widget in zip(self._fields, self._inputs, strict=True):
                    yield Static(_label(field), markup=False)
                    yield widget
        else:
            text = sanitize(self._output[:_MAX_EDITED])
            yield TextArea(text, soft_wrap=True, tab_behavior="focus", read_only=self._is_cut)

    def on_mount(self) -> None:
        """Leave room for the keys, and remember what is shown."""
        for view in self.query("#form, TextArea"):
            view.styles.max_height = max(3, self.app.size.height // 2)
        for area in self.query(TextArea):
            area.cursor_blink = False
            self._shown = area.text

    @property
    def _is_cut(self) -> bool:
        return len(self._output) > _MAX_EDITED

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """A form has no lines, and what cannot be edited gets no more of them."""
        return action != "newline" or not (self._fields or self._is_cut)

    def action_newline(self) -> None:
        """Insert a line break."""
        area = self.query_one(TextArea)
        if not area.read_only:
            area.insert("\n")

    @on(TextArea.Changed)
    def _check_json(self) -> None:
        text = self.query_one(TextArea).text
        if text == self._shown or not text.lstrip().startswith(("{", "[")):
            return
        try:
            parse_json(text)
        except ValueError:
            self.show_message("This is not JSON yet; it is sent as it stands.")
        else:
            self.show_message("")

    def action_answer(self) -> None:
        """Close with the answer if it can be sent."""
        if self._fields:
            self._answer_form()
            return
        text = self.query_one(TextArea).text
        if text == self._shown:
            text = self._output
        if text or self._remark or self._confirms_empty:
            self.dismiss(text)
        else:
            self._confirms_empty = True
            self.show_message("Press enter again to send an empty answer.")

    def _answer_form(self) -> None:
        try:
            self.dismiss(form_json(self._fields, [widget.value for widget in self._inputs]))
        except ValueError as error:
            self.show_message(str(error))


def _label(field: FormField) -> Content:
    remarks = [sanitize_line(field.description, 200), "" if field.is_required else "optional"]
    remark = " · ".join(filter(None, remarks))
    title = sanitize_line(field.title or "Answer", 60)
    return Content.assemble((title, "bold"), (f"  {remark}" if remark else "", "$text-muted"))
