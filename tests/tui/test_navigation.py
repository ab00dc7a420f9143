"""The messages by which a screen asks the app to open another."""

from __future__ import annotations

import inspect

import pytest

from ppchat.tui import actions
from ppchat.tui.navigation import ScreenRequested


@pytest.mark.parametrize("request_class", ScreenRequested.__subclasses__())
def test_every_request_is_carried_out(request_class: type[ScreenRequested]) -> None:
    assert f"case {request_class.__name__}(" in inspect.getsource(actions.open_screen)
