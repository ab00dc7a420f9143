"""The subcommands: each module has `add_arguments(parser)` and `run(args) -> exit code`.

A module's docstring is its help: the first line what it does, the rest examples. Whatever takes
long to import is imported inside `run`. `ppchat.cli.main` lists them by name.
"""
