"""What stands beside the list of events."""

from __future__ import annotations

from ppchat.tui.screens.inspect.detail import Detail
from ppchat.tui.screens.inspect.findings_view import FindingsView
from ppchat.tui.screens.inspect.side import EventSide
from ppchat.tui.screens.inspect.text_then import TextThen
from tests.support.hosts import Host, shown, until
from tests.support.made import message, recording


class SideHost(Host):
    """The side, bound to a recording as a screen binds it."""

    def __init__(self) -> None:
        self.side = EventSide()
        super().__init__(self.side)
        self.recording = recording(message())

    def on_ready(self) -> None:
        self.side.recording = self.recording
        self.side.position = 6


def told(side: EventSide) -> str:
    return str(side.query_one(FindingsView).get_option_at_index(0).prompt)


async def test_findings_wait_for_the_end_of_the_stream() -> None:
    host = SideHost()
    async with host.run_test(size=(70, 30)) as pilot:
        ended, host.recording.ended = host.recording.ended, None
        host.side.look_for_findings(host.recording)
        assert "when the stream has ended" in told(host.side)
        host.recording.ended = ended
        host.side.look_for_findings(host.recording)
        await host.workers.wait_for_complete()
        await until(pilot, lambda: "Reading" not in told(host.side))
        assert "ended" not in told(host.side)


async def test_the_detail_takes_the_keys_and_gets_the_sdks_word() -> None:
    host = SideHost()
    async with host.run_test(size=(70, 30)) as pilot:
        await until(pilot, lambda: host.side.query_one(Detail).n == 5)
        host.side.focus_detail()
        await pilot.press("v")
        await host.workers.wait_for_complete()
        await until(
            pilot, lambda: any("logprobs" in line for line in shown(host.side.query_one(Detail)))
        )


async def test_the_tint_goes_on_and_off() -> None:
    host = SideHost()
    async with host.run_test(size=(70, 30)):
        text = host.side.query_one(TextThen)
        host.side.toggle_tint()
        assert text.tinted
        host.side.toggle_tint()
        assert not text.tinted
