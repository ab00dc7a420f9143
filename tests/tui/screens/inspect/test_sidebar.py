"""The sidebar of the inspector."""

from __future__ import annotations

from functools import partial

from ppchat.tui.screens.inspect.detail import Detail
from ppchat.tui.screens.inspect.findings_view import FindingsView
from ppchat.tui.screens.inspect.sidebar import EventSidebar
from ppchat.tui.screens.inspect.text_at_event import TextAtEvent
from tests.support.hosts import Host, visible_lines
from tests.support.recordings import build_recording, message_events
from tests.support.until import until, until_idle


class SidebarHost(Host):
    """The sidebar, bound to a recording as a screen binds it."""

    def __init__(self) -> None:
        self.sidebar = EventSidebar()
        super().__init__(self.sidebar)
        self.recording = build_recording(message_events())

    def on_ready(self) -> None:
        self.sidebar.recording = self.recording
        self.sidebar.position = 6


def first_line(sidebar: EventSidebar) -> str:
    return str(sidebar.query_one(FindingsView).get_option_at_index(0).prompt)


async def test_findings_wait_for_the_end_of_the_stream() -> None:
    host = SidebarHost()
    async with host.run_test(size=(70, 30)) as pilot:
        summary = host.recording.summary
        ended, summary.ended = summary.ended, None
        host.sidebar.show_findings(host.recording)
        assert "when the stream has ended" in first_line(host.sidebar)
        summary.ended = ended
        host.sidebar.show_findings(host.recording)
        await until_idle(pilot)
        await until(pilot, lambda: "Checking" not in first_line(host.sidebar))
        assert "has ended" not in first_line(host.sidebar)


async def test_the_details_get_the_focus_and_the_check_against_the_sdk() -> None:
    host = SidebarHost()
    async with host.run_test(size=(70, 30)) as pilot:
        await until(pilot, lambda: host.sidebar.query_one(Detail).n == 5)
        host.sidebar.focus_detail()
        await pilot.press("v")
        await until_idle(pilot)
        await until(
            pilot,
            lambda: any(
                "logprobs" in line for line in visible_lines(host.sidebar.query_one(Detail))
            ),
        )


async def test_the_tint_goes_on_and_off() -> None:
    host = SidebarHost()
    async with host.run_test(size=(70, 30)):
        text = host.sidebar.query_one(TextAtEvent)
        host.sidebar.toggle_tint()
        assert text.tinted
        host.sidebar.toggle_tint()
        assert not text.tinted


async def test_an_answer_is_checked_against_the_schema_that_was_asked_for() -> None:
    host = SidebarHost()
    schema = {"type": "object", "required": ["city"]}
    body = {"text": {"format": {"type": "json_schema", "schema": schema}}}
    async with host.run_test(size=(70, 30)) as pilot:
        for text, line in (
            ("{}", "line 1, the whole answer: 'city' is a required property"),
            ('{"city": 1}', "The answer follows its schema."),
        ):
            recording = build_recording(message_events([text]), body=body)
            host.sidebar.recording = recording
            host.sidebar.show_findings(recording)
            await until(pilot, partial(lambda line: line in first_line(host.sidebar), line))
