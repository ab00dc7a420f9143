"""A script by which a shell completes the commands, options and files of ppchat.

to have it in every shell:
  bash   echo 'source <(ppchat completion bash)' >> ~/.bashrc
  zsh    echo 'source <(ppchat completion zsh)' >> ~/.zshrc      (after compinit)
  fish   ppchat completion fish > ~/.config/fish/completions/ppchat.fish

examples:
  source <(ppchat completion bash)
  ppchat completion fish | source
"""

from __future__ import annotations

import argparse
from argparse import Action, ArgumentParser, Namespace

from ppchat.cli.completion.bash import bash
from ppchat.cli.completion.fish import fish
from ppchat.cli.completion.grammar import Command, Place, Takes
from ppchat.cli.completion.zsh import zsh

_SCRIPTS = {"bash": bash, "zsh": zsh, "fish": fish}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `ppchat completion`."""
    parser.add_argument("shell", choices=tuple(_SCRIPTS))


def run(args: Namespace) -> int:
    """Print the script."""
    print(_SCRIPTS[args.shell](program()), end="")
    return 0


def program() -> Command:
    """The whole command line, from the parsers that read it."""
    from ppchat.cli.parser import APP, COMMANDS, made

    app = _command("ppchat", "", made(APP)[0])
    return app._replace(
        arguments=(),
        commands=tuple(_command(name, does, made(name)[0]) for name, does in COMMANDS.items()),
    )


def _command(name: str, does: str, parser: ArgumentParser) -> Command:
    options: list[Place] = []
    arguments: list[Place] = []
    commands: list[Command] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            told = {choice.dest: choice.help or "" for choice in action._choices_actions}
            commands += [_command(each, told[each], sub) for each, sub in action.choices.items()]
        else:
            (options if action.option_strings else arguments).append(_place(action))
    return Command(name, does, tuple(options), tuple(arguments), tuple(commands))


def _place(action: Action) -> Place:
    choices = tuple(map(str, action.choices or ()))
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    if action.nargs == 0:
        takes = Takes.NOTHING
    elif choices:
        takes = Takes.CHOICE
    elif "FILE" in metavar:
        takes = Takes.FILE
    else:
        takes = Takes.FOLDER if metavar == "DIR" else Takes.TEXT
    repeats = isinstance(action, argparse._AppendAction)
    said = (action.help or "").partition(";")[0]
    return Place(takes, tuple(action.option_strings), said, choices, repeats)
