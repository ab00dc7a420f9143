"""Where files are: the config, the keys, the conversations.

examples:
  ppchat paths
  ppchat paths --data-dir /elsewhere
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace

from ppchat.adapters.paths import paths
from ppchat.cli.options import add_places


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat paths`."""
    add_places(parser)


def run(args: Namespace) -> int:
    """Print a line a path."""
    found = paths(os.environ, args.config, args.data_dir)
    for name, path in (
        ("config", found.config_file),
        ("keys", found.key_dir),
        ("data", found.data_dir),
        ("database", found.database),
    ):
        print(f"{name:<9} {path}{'' if path.exists() else '  (not there yet)'}")
    return 0
