"""Findings as they stand on the screen."""

from __future__ import annotations

from textual import on

from ppchat.core.checks.finding import Finding, Severity
from ppchat.tui.screens.inspect.findings_view import FindingsView, fine
from tests.support.hosts import Host, until
from tests.support.made import message, recording


class FindingsHost(Host):
    """A view, with what was chosen in it."""

    def __init__(self) -> None:
        self.view = FindingsView()
        super().__init__(self.view)
        self.chosen: list[Finding] = []

    @on(FindingsView.Chosen)
    def choose(self, message: FindingsView.Chosen) -> None:
        self.chosen.append(message.finding)


def told(view: FindingsView) -> list[str]:
    return [str(view.get_option_at_index(at).prompt) for at in range(view.option_count)]


async def test_findings_with_their_signs_and_events() -> None:
    host = FindingsHost()
    found = [
        Finding(Severity.VIOLATION, "a", (4,), "[red]broken[/] \x1b[31m"),
        Finding(Severity.REMARK, "b", (), "odd"),
        Finding(Severity.TIMING, "c", range(3, 9), "slow"),
    ]
    async with host.run_test(size=(60, 12)) as pilot:
        host.view.show(found, "")
        assert told(host.view) == [
            " ✖ event 4: [red]broken[/] ␛[31m",
            " ○ odd",
            " ▲ events 3–8: slow",
        ]
        host.view.focus()
        await pilot.press("down", "down", "down", "enter")
        await until(pilot, lambda: host.chosen == [found[2]])


async def test_a_recording_is_examined_in_another_thread() -> None:
    host = FindingsHost()
    async with host.run_test(size=(60, 12)) as pilot:
        host.view.examine(recording(message()[:-1]))
        await host.workers.wait_for_complete()
        await until(pilot, lambda: "cut off" in told(host.view)[0])
        host.view.tell("later")
        assert told(host.view) == [" later"]


def test_what_is_said_of_a_fine_stream() -> None:
    assert "20 ms between chunks, 20 at most" in fine(recording(message()))
    assert fine(recording(message(), timed=False)).endswith("It kept no times.")
    assert fine(recording([])).endswith("the protocol.")
