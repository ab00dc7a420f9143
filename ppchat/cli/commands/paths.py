"""Print where files are: the config, the keys, the conversations, the log.

examples:
  ppchat paths
  ppchat paths --data-dir /elsewhere
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace

from ppchat.adapters.paths import path_state, resolve_log_path, resolve_paths
from ppchat.cli.exit_codes import DONE
from ppchat.cli.options import add_file_options


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat paths`."""
    add_file_options(parser)


def run(args: Namespace) -> int:
    """Print one line per path."""
    locations = resolve_paths(os.environ, args.config, args.data_dir)
    for name, path in (
        ("config", locations.config_file),
        ("keys", locations.key_dir),
        ("data", locations.data_dir),
        ("database", locations.database),
        ("log", resolve_log_path(os.environ, args.log_file, args.data_dir)),
    ):
        state = path_state(path)
        print(f"{name:<9} {path}{'' if state == 'exists' else f'  ({state})'}")
    return DONE
