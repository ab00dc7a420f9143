"""The subcommands: each module has `add_arguments(parser)` and `run(args) -> exit code`.

A module's docstring is its help: the first line is the summary, the rest examples. Modules that
are slow to import are imported inside `run`. `ppchat.cli.parser` lists the commands by name.
"""
