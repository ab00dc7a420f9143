"""The timings of two or more streams, side by side.

examples:
  ppchat compare monday.jsonl tuesday.jsonl
  ppchat compare 3f2a 81c0 --json
  ppchat compare --app direct.jsonl proxied.jsonl
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from ppchat.cli.inputs import material
from ppchat.cli.options import add_places, need_terminal, settings_of
from ppchat.core.errors import UsageError
from ppchat.core.metrics.compare import Compared, comparison
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import safe_line


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat compare`."""
    parser.add_argument("files", metavar="FILE|ID", nargs="+", help="recordings, or kept ids")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help="print one JSON object")
    shown.add_argument("--app", action="store_true", help="open the app on them")
    parser.add_argument("--theme", metavar="NAME")
    add_places(parser)


def run(args: Namespace) -> int:
    """Print the table, or show it in the app."""
    names, recordings = _read(args)
    if len(recordings) < 2:
        raise UsageError("there is one stream only; a comparison takes two or more")
    if args.app:
        need_terminal("without --app it is a table")
        from ppchat.tui.run import run_comparison

        return run_comparison(settings_of(args), recordings, names)
    rows = comparison(recordings)
    if args.json:
        streams = [
            {"name": name, **{row.name: row.values[at] for row in rows}}
            for at, name in enumerate(names)
        ]
        print(json.dumps({"streams": streams}, indent=2))
    else:
        _print_table(names, rows)
    return 0


def _read(args: Namespace) -> tuple[list[str], list[Recording]]:
    names: list[str] = []
    recordings: list[Recording] = []
    for file in args.files:
        with material(Namespace(**vars(args), file=file)) as found:
            streams = [tape.recording() for _, tape in found.turns]
        several = len(streams) > 1
        names += [f"{file}#{n}" if several else file for n in range(1, len(streams) + 1)]
        recordings += streams
    return names, recordings


def _print_table(names: Sequence[str], rows: Sequence[Compared]) -> None:
    shown = [safe_line(name)[-18:] for name in names]
    print(" " * 16 + "".join(f"{name:>20}" for name in shown))
    for row in rows:
        cells = []
        for at, value in enumerate(row.values):
            text = "–" if value is None else f"{value:,.{0 if value >= 100 else 1}f}"
            change = row.difference(at) if at else None
            cells.append(f"{text} ({change:+,.0f})" if change else text)
        label = f"{row.name} {row.unit}".strip()
        print(f"{label:<16}" + "".join(f"{cell:>20}" for cell in cells))
