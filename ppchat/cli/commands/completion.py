"""Print a script that lets a shell complete the commands, options and files of ppchat.

to enable it in every new shell:
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

from ppchat.cli.completion.bash import bash_script
from ppchat.cli.completion.fish import fish_script
from ppchat.cli.completion.grammar import Argument, Command, ValueKind
from ppchat.cli.completion.zsh import zsh_script
from ppchat.cli.exit_codes import DONE

_SCRIPTS = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `ppchat completion`."""
    parser.add_argument("shell", choices=tuple(_SCRIPTS), help="the shell to complete in")


def run(args: Namespace) -> int:
    """Print the script."""
    print(_SCRIPTS[args.shell](program()), end="")
    return DONE


def program() -> Command:
    """The grammar of the command line, taken from the parsers that read it."""
    from ppchat.cli.parser import APP, COMMANDS, build_parser

    app = _command("ppchat", "", build_parser(APP)[0])
    return app._replace(
        arguments=(),
        commands=tuple(
            _command(name, summary, build_parser(name)[0]) for name, summary in COMMANDS.items()
        ),
    )


def _command(name: str, summary: str, parser: ArgumentParser) -> Command:
    options: list[Argument] = []
    arguments: list[Argument] = []
    commands: list[Command] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            help_of = {choice.dest: choice.help or "" for choice in action._choices_actions}
            commands += [
                _command(command, help_of[command], subparser)
                for command, subparser in action.choices.items()
            ]
        else:
            (options if action.option_strings else arguments).append(_argument(action))
    return Command(name, summary, tuple(options), tuple(arguments), tuple(commands))


def _argument(action: Action) -> Argument:
    choices = tuple(map(str, action.choices or ()))
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    if action.nargs == 0:
        value_kind = ValueKind.NOTHING
    elif choices:
        value_kind = ValueKind.CHOICE
    elif "FILE" in metavar:
        value_kind = ValueKind.FILE
    else:
        value_kind = ValueKind.FOLDER if metavar == "DIR" else ValueKind.TEXT
    repeats = isinstance(action, argparse._AppendAction)
    summary = (action.help or "").partition(";")[0]
    return Argument(value_kind, tuple(action.option_strings), summary, choices, repeats)
