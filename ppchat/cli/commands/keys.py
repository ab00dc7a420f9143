"""List all keys of the app, with the ids by which the keymap of the config changes them.

examples:
  ppchat keys
  ppchat keys events.                  those whose id or description contains this
  ppchat keys --json

In the config file:
  [keymap]
  "prompt.newline" = "ctrl+j,shift+enter"
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from ppchat.cli.exit_codes import DONE, FAILED
from ppchat.cli.options import add_file_options, load_settings, report


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat keys`."""
    parser.add_argument(
        "text", nargs="?", default="", metavar="TEXT", help="part of an id or of what it does"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON array")
    add_file_options(parser)


def run(args: Namespace) -> int:
    """Print one line per action."""
    from ppchat.tui.keys.table import key_actions
    from ppchat.tui.terminal.keymap import normalized_keys

    keymap = load_settings(args).keymap
    actions = [
        action
        for action in key_actions()
        if args.text in action.id or args.text in action.description
    ]
    if not actions:
        report(f"no key id or description contains {args.text!r}")
        return FAILED
    if args.json:
        rows = [
            {
                "id": action.id,
                "default": action.keys,
                "configured": normalized_keys(keymap[action.id]) if action.id in keymap else None,
                "description": action.description,
                "part": action.group,
                "screens": action.screens,
            }
            for action in actions
        ]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return DONE
    for action in actions:
        keys = ", ".join(action.keys)
        if action.id in keymap:
            keys = f"{', '.join(normalized_keys(keymap[action.id]))} (default: {keys})"
        screens = ", ".join(action.screens)
        print(f"{action.id:<30} {keys:<26} {action.description:<26} {screens}")
    return DONE
