"""Entry point of `ppchat` and of `python -m ppchat`."""

import sys

from ppchat.adapters.capture.stdin_stamps import start_early


def main() -> int:
    """Run the program; what a pipe brings is stamped before the rest is even imported."""
    start_early(sys.argv[1:])
    from ppchat.cli.main import main as run

    return run()


if __name__ == "__main__":
    raise SystemExit(main())
