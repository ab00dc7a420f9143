"""Compare the timings of two or more streams side by side.

examples:
  ppchat compare monday.jsonl tuesday.jsonl
  ppchat compare 3f2a 81c0 --json
  ppchat compare --app direct.jsonl proxied.jsonl
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from ppchat.cli.exit_codes import DONE
from ppchat.cli.inputs import add_variant, load_inputs
from ppchat.cli.options import add_file_options, add_setting, load_settings, require_terminal
from ppchat.core.errors import UsageError
from ppchat.core.metrics.compare import ComparedMetric, comparison, short_names
from ppchat.core.recording.recording import Recording
from ppchat.core.security.sanitize import sanitize_line


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat compare`."""
    parser.add_argument(
        "files", metavar="FILE|ID", nargs="+", help="recordings, or the ids of stored ones"
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print one JSON object")
    output.add_argument("--app", action="store_true", help="open the comparison in the app")
    add_variant(parser)
    add_setting(parser, "theme")
    add_file_options(parser)


def run(args: Namespace) -> int:
    """Print the table, or show it in the app."""
    names, recordings = _read(args)
    if len(recordings) < 2:
        raise UsageError("there is only one stream; a comparison needs two or more")
    if args.app:
        require_terminal("without --app, a table is printed")
        from ppchat.tui.run import run_comparison

        return run_comparison(load_settings(args), recordings, names)
    rows = comparison(recordings)
    if args.json:
        streams = [
            {
                "name": name,
                "api": recordings[index].dialect.name,
                **{row.name: row.values[index] for row in rows},
            }
            for index, name in enumerate(names)
        ]
        print(json.dumps({"streams": streams}, indent=2))
    else:
        _print_table(names, recordings, rows)
    return DONE


def _read(args: Namespace) -> tuple[list[str], list[Recording]]:
    names: list[str] = []
    recordings: list[Recording] = []
    for file in args.files:
        with load_inputs(Namespace(**vars(args), file=file)) as inputs:
            streams = [stream.recording() for _, stream in inputs.turns]
        several = len(streams) > 1
        names += [f"{file}#{n}" if several else file for n in range(1, len(streams) + 1)]
        recordings += streams
    return names, recordings


def _print_table(
    names: Sequence[str], recordings: Sequence[Recording], rows: Sequence[ComparedMetric]
) -> None:
    labels = [sanitize_line(name) for name in short_names(names, 18)]
    print(" " * 16 + "".join(f"{name:>20}" for name in labels))
    protocols = [recording.dialect.label for recording in recordings]
    if len(set(protocols)) > 1:
        print(f"{'protocol':<16}" + "".join(f"{label:>20}" for label in protocols))
    for row in rows:
        cells = []
        for index, value in enumerate(row.values):
            text = row.format(value, with_unit=False)
            change = row.difference(index) if index else None
            cells.append(f"{text} ({change:+,.0f})" if change else text)
        label = f"{row.name} {row.unit}".strip()
        print(f"{label:<16}" + "".join(f"{cell:>20}" for cell in cells))
