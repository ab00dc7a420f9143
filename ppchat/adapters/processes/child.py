"""How a module of ours runs in a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_HOME: Final = str(Path(__file__).parents[3])
# The folder the package came from goes last, and the working folder nowhere: nothing there can
# stand before an installed module.
_CODE: Final = (
    "import importlib, sys; home, module = sys.argv[1:3]; del sys.argv[1:3];"
    " home in sys.path or sys.path.append(home); importlib.import_module(module).main()"
)


def command(module: str, *arguments: str) -> tuple[str, ...]:
    """The command line that calls `main` of `module`, which finds `arguments` in `sys.argv`."""
    return (sys.executable, "-P", "-c", _CODE, _HOME, module, *arguments)


def keyless() -> dict[str, str]:
    """This process's environment without API keys, for a child that needs none."""
    return {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
