"""How a module of the package runs in a child process."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_PACKAGE_PARENT: Final = str(Path(__file__).parents[3])
# The package's folder goes last in sys.path and the working folder is left out, so that nothing
# there can shadow an installed module.
_BOOTSTRAP: Final = (
    "import importlib, sys; home, module = sys.argv[1:3]; del sys.argv[1:3];"
    " home in sys.path or sys.path.append(home); importlib.import_module(module).main()"
)


def module_command(module: str, *arguments: str) -> tuple[str, ...]:
    """The command line that calls `main` of `module`, with `arguments` in `sys.argv`."""
    return (sys.executable, "-P", "-c", _BOOTSTRAP, _PACKAGE_PARENT, module, *arguments)


def environment_without_keys() -> dict[str, str]:
    """This process's environment without API keys, for a child that does not need them."""
    return {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
