"""What each action does, in a sentence, and the group in which it is listed: the usual ones first.

Actions of the same sentence are listed once, with the keys of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_GROUPS: Final[Mapping[str, Mapping[str, str]]] = {
    "Ask": {
        "prompt.send": "Send the prompt",
        "conversation.regenerate": "Ask the same question again",
        "conversation.edit": "Edit this question and ask again",
        "conversation.fork": "Continue from this answer",
        "conversation.stop": "Stop the answer, or go to the prompt",
        "prompt.search": "Search earlier prompts",
        "prompt.editor": "Write the prompt in your editor",
        "prompt.newline": "Begin a new line",
        "files.remove": "Remove the file from the prompt",
        "conversation.calls": "Answer what the model calls",
        "conversation.tools": "Choose the tools of the model",
        "conversation.key": "Enter an API key",
        "conversation.api": "Choose the API of the server",
    },
    "Conversations": {
        "conversation.new": "Begin a new conversation",
        "conversation.sessions": "Open another conversation",
        "conversation.find": "Find in this conversation",
        "conversation.export": "Export to a file",
        "conversation.compare": "Compare answers side by side",
        "conversation.branch_after": "Show the next branch",
        "conversation.branch_before": "Show the previous branch",
    },
    "Answer": {
        "conversation.copy": "Copy the last answer",
        "transcript.copy": "Copy this message",
        "transcript.copy_code": "Copy the code block",
        **{f"transcript.copy_code_{n}": "Copy the code block of that number" for n in range(1, 10)},
        "reading.links": "Choose a link to open",
        "transcript.link": "Open the link or the image here",
        "transcript.image": "View the image",
        "image.open": "Open the image in another program",
        "transcript.save_image": "Save the image",
        "image.save": "Save the image",
        "transcript.enter": "Fold, view, or go to the event",
        "transcript.raw": "Show the Markdown as it was sent",
        "transcript.wrap": "Wrap wide lines",
    },
    "Events": {
        "conversation.inspect": "Open the inspector",
        "conversation.play": "Play the events as they came",
        "conversation.side": "Show or hide the events",
        "events.open": "Show all of this event",
        "events.filter": "Filter the events",
        "inspect.filter": "Filter the events",
        "events.jump": "Jump to an event or a time",
        "inspect.jump": "Jump to an event or a time",
        "events.follow": "Follow the newest event",
        "events.group": "Group events, or list each",
        "events.mark": "Mark this event",
        "events.next_mark": "Go to the next mark",
        "events.mark_before": "Go to the previous mark",
    },
    "Inspector": {
        "inspect.play": "Play or pause",
        "inspect.faster": "Play faster",
        "inspect.slower": "Play slower",
        "inspect.next_finding": "Go to the next finding",
        "inspect.finding_before": "Go to the previous finding",
        "inspect.largest_gap": "Go to the largest gap",
        "inspect.latency": "Show where time was lost",
        "inspect.sdk": "Show what the vendor's SDK makes of it",
        "inspect.explain": "Explain the metrics",
        "inspect.compare": "Compare answers side by side",
        "inspect.export": "Export to a file",
        "inspect.leave": "Go back",
        "inspect.close": "Clear the filter, or go back",
        "detail.json": "Show the event as JSON",
        "detail.raw": "Show the event as it was sent",
        "detail.change": "Show what the event changed",
        "detail.check": "Check the event",
        "detail.copy": "Copy the event",
        "detail.fold": "Fold or unfold",
    },
    "Timeline": {
        "timeline.zoom_in": "Zoom in",
        "timeline.zoom_out": "Zoom out",
        "timeline.fit": "Show the entire time",
        "timeline.pan_back": "Move the window back",
        "timeline.pan_on": "Move the window on",
    },
    "Compare": {
        "compare.view": "Show the figures, the answers, or both",
        "compare.swap": "Swap the answers",
        "compare.leave": "Go back",
    },
    "Proxy": {
        "streams.open": "Inspect this answer",
        "streams.mark": "Mark this answer",
        "streams.follow": "Follow the newest answer",
        "proxy.compare": "Compare the marked answers",
        "proxy.export": "Export to a file",
        "proxy.copy": "Copy the address of the proxy",
        "proxy.restart": "Restart the proxy",
        "proxy.leave": "Quit",
    },
    "App": {
        "app.theme": "Choose a theme",
        "app.help": "Show all keys, and what is measured",
        "app.keys": "Show the keys that matter here",
        "app.palette": "Show all actions",
        "conversation.interrupt": "Copy, stop, clear, or quit",
        "app.quit": "Quit",
        "prompt.quit": "Quit",
    },
    "Move": {
        "files.before": "Choose the previous file",
        "files.after": "Choose the next file",
        "files.leave": "Go to the prompt",
        "image.next": "Show the next image",
        "image.previous": "Show the previous image",
        "transcript.next": "Go to the next message",
        "transcript.previous": "Go to the previous message",
        "transcript.next_code": "Go to the next code block",
        "transcript.previous_code": "Go to the previous code block",
        "transcript.line": "Choose the next line of the text",
        "transcript.line_before": "Choose the previous line of the text",
        "transcript.next_match": "Go to the next match",
        "transcript.previous_match": "Go to the previous match",
        "find.next": "Go to the next match",
        "find.before": "Go to the previous match",
        "conversation.answer_after": "Go to the next answer",
        "conversation.answer_before": "Go to the previous answer",
        "inspect.response_after": "Go to the next answer",
        "inspect.response_before": "Go to the previous answer",
        "events.step": "Go one event on",
        "events.step_back": "Go one event back",
        "events.ten_on": "Go ten events on",
        "events.ten_back": "Go ten events back",
        "inspect.step": "Go one event on",
        "inspect.step_back": "Go one event back",
        "inspect.ten_on": "Go ten events on",
        "inspect.ten_back": "Go ten events back",
        "timeline.step": "Go one event on",
        "timeline.step_back": "Go one event back",
        "timeline.ten_on": "Go ten events on",
        "timeline.ten_back": "Go ten events back",
        "events.first": "Go to the first event",
        "events.last": "Go to the last event",
        "timeline.first": "Go to the first event",
        "timeline.last": "Go to the last event",
        "inspect.next_pane": "Go to the next pane",
        "prompt.older": "Take the previous prompt",
        "prompt.newer": "Take the next prompt",
        "transcript.up": "Scroll up",
        "transcript.down": "Scroll down",
        "transcript.page_up": "Scroll up a page",
        "conversation.page_up": "Scroll up a page",
        "transcript.page_down": "Scroll down a page",
        "conversation.page_down": "Scroll down a page",
        "transcript.top": "Scroll to the top",
        "conversation.top": "Scroll to the top",
        "transcript.bottom": "Scroll to the bottom",
        "conversation.bottom": "Scroll to the bottom",
        "transcript.left": "Scroll left",
        "transcript.right": "Scroll right",
        "events.up": "Go up a row",
        "events.down": "Go down a row",
        "events.page_up": "Go up a page",
        "events.page_down": "Go down a page",
        "streams.up": "Go up a row",
        "streams.down": "Go down a row",
        "streams.page_up": "Go up a page",
        "streams.page_down": "Go down a page",
        "detail.up": "Go up a row",
        "detail.down": "Go down a row",
        "streams.first": "Go to the first answer",
        "streams.last": "Go to the last answer",
    },
}


SENTENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        binding_id: (group, sentence)
        for group, sentences in _GROUPS.items()
        for binding_id, sentence in sentences.items()
    }
)
"""The group and the sentence of each action, by the id of its binding, in the order of a list."""


def sentence_of(binding_id: str, description: str) -> str:
    """What an action does; where no sentence is known, its description begins one."""
    known = SENTENCES.get(binding_id)
    return known[1] if known else f"{description[:1].upper()}{description[1:]}"
