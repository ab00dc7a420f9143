"""The keys of the main screen; a keymap refers to them by their ids."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

BINDINGS: Final[list[BindingType]] = [
    Binding("escape", "escape", "stop", id="conversation.stop"),
    Binding(
        "ctrl+c",
        "interrupt",
        "copy, stop, clear or quit",
        show=False,
        priority=True,
        id="conversation.interrupt",
    ),
    Binding("ctrl+backslash,f12", "side", "events", key_display="^\\", id="conversation.side"),
    Binding("f11,z", "inspect", "inspector", show=False, id="conversation.inspect"),
    Binding("space", "inspect(1.0)", "play the events", show=False, id="conversation.play"),
    Binding("x", "export", "export", show=False, id="conversation.export"),
    Binding("X", "dialog('share')", "share", show=False, id="conversation.share"),
    Binding("ctrl+n", "new", "new conversation", show=False, id="conversation.new"),
    Binding("ctrl+s,f2", "sessions", "conversations", key_display="^s", id="conversation.sessions"),
    Binding("f3", "dialog('connect')", "server and key", show=False, id="conversation.connect"),
    Binding("f9", "dialog('api')", "ask over another API", show=False, id="conversation.api"),
    Binding("ctrl+t", "dialog('tools')", "tools", show=False, id="conversation.tools"),
    Binding(
        "f5", "dialog('settings')", "model and settings", show=False, id="conversation.settings"
    ),
    Binding("f6", "calls", "answer calls", id="conversation.calls"),
    Binding("ctrl+o", "copy_reply", "copy answer", show=False, id="conversation.copy"),
    Binding("ctrl+f,slash", "find", "find", show=False, id="conversation.find"),
    Binding("e", "propose('edit')", "edit and resend", id="conversation.edit"),
    Binding("f", "propose('fork')", "continue from here", show=False, id="conversation.fork"),
    Binding("r", "propose('regenerate')", "regenerate", id="conversation.regenerate"),
    Binding(
        "R",
        "dialog('regenerate_with')",
        "regenerate with a model",
        show=False,
        id="conversation.regenerate_with",
    ),
    Binding(
        "less_than_sign",
        "branch(-1)",
        "previous branch",
        show=False,
        id="conversation.branch_before",
    ),
    Binding(
        "greater_than_sign", "branch(1)", "next branch", show=False, id="conversation.branch_after"
    ),
    Binding(
        "left_curly_bracket,left_square_bracket",
        "answer(-1)",
        "previous answer",
        show=False,
        id="conversation.answer_before",
    ),
    Binding(
        "right_curly_bracket,right_square_bracket",
        "answer(1)",
        "next answer",
        show=False,
        id="conversation.answer_after",
    ),
    Binding("pageup", "scroll_text('page_up_')", "page up", show=False, id="conversation.page_up"),
    Binding(
        "pagedown",
        "scroll_text('page_down_')",
        "page down",
        show=False,
        id="conversation.page_down",
    ),
    Binding(
        "ctrl+home", "scroll_text('top')", "top of the text", show=False, id="conversation.top"
    ),
    Binding(
        "ctrl+end", "scroll_text('bottom')", "end of the text", show=False, id="conversation.bottom"
    ),
]
