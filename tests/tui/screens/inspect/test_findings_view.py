"""Findings as shown on the screen."""

from __future__ import annotations

from textual import on

from ppchat.adapters.sdk.reading import SdkReading
from ppchat.core.dialects.finding import Finding, Severity
from ppchat.tui.screens.inspect.findings_view import FindingsView, no_findings_text
from tests.support.hosts import Host
from tests.support.recordings import build_recording, message_events
from tests.support.until import until, until_idle


class FindingsHost(Host):
    """A view, with the findings selected in it."""

    def __init__(self) -> None:
        self.view = FindingsView()
        super().__init__(self.view)
        self.chosen: list[Finding] = []

    @on(FindingsView.Chosen)
    def note_choice(self, message: FindingsView.Chosen) -> None:
        self.chosen.append(message.finding)


def lines(view: FindingsView) -> list[str]:
    return [str(view.get_option_at_index(index).prompt) for index in range(view.option_count)]


async def test_findings_with_their_signs_and_events() -> None:
    host = FindingsHost()
    findings = [
        Finding(Severity.VIOLATION, "a", (4,), "[red]broken[/] \x1b[31m"),
        Finding(Severity.REMARK, "b", (), "odd"),
        Finding(Severity.TIMING, "c", range(3, 9), "slow"),
    ]
    async with host.run_test(size=(60, 12)) as pilot:
        host.view.show_findings(findings, "")
        assert lines(host.view) == [
            " ✗ event 4: [red]broken[/] ␛[31m",
            " ○ odd",
            " ▲ events 3–8: slow",
        ]
        host.view.focus()
        await pilot.press("down", "down", "down", "enter")
        await until(pilot, lambda: host.chosen == [findings[2]])


async def test_the_readings_of_the_sdk_stand_above_the_findings() -> None:
    host = FindingsHost()
    async with host.run_test(size=(90, 12)) as pilot:
        host.view.show_findings([], "all good")
        host.view.show_sdk_readings(
            [
                SdkReading("openai-python", "9.1", "create()", 4, ""),
                SdkReading("openai-python", "9.1", "stream()", 2, "IndexError: out of range"),
                SdkReading("", "", "", -1, "", missing="anthropic-python is not installed."),
            ]
        )
        assert lines(host.view) == [
            " ✓ openai-python 9.1 create() reads the stream to its end.",
            " ✗ event 2: openai-python 9.1 stream() raises IndexError at event 2: out of range",
            " anthropic-python is not installed.",
            " ✓ all good",
        ]
        host.view.focus()
        await pilot.press("down", "enter")
        await until(pilot, lambda: [finding.events for finding in host.chosen] == [(2,)])


async def test_what_a_stream_of_open_responses_is_held_against_is_said() -> None:
    host = FindingsHost()
    events = [*message_events()[:-1], (400, {"type": "acme:trace"}), message_events()[-1]]
    async with host.run_test(size=(60, 12)) as pilot:
        host.view.check_recording(build_recording(events))
        await until_idle(pilot)
        await until(pilot, lambda: lines(host.view)[0] == " Held against Open Responses.")
        host.view.check_recording(build_recording(message_events()))
        await until_idle(pilot)
        await until(pilot, lambda: lines(host.view)[0].startswith(" ✓ No findings"))
        assert len(lines(host.view)) == 1


async def test_a_recording_is_checked_in_another_thread() -> None:
    host = FindingsHost()
    async with host.run_test(size=(60, 12)) as pilot:
        host.view.check_recording(build_recording(message_events()[:-1]))
        await until_idle(pilot)
        await until(pilot, lambda: "cut off" in lines(host.view)[0])
        host.view.show_message("later")
        assert lines(host.view) == [" later"]


def test_the_message_for_a_stream_without_findings() -> None:
    assert "20 ms between chunks, 20 ms at most" in no_findings_text(
        build_recording(message_events())
    )
    assert no_findings_text(build_recording(message_events(), timed=False)).endswith(
        "It has no timestamps."
    )
    assert no_findings_text(build_recording([])).endswith("the protocol.")
