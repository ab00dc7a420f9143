"""Entry point of `ppchat` and of `python -m ppchat`."""

import sys

from ppchat.adapters.capture.stdin_stamps import start_early


def main() -> int:
    """Run the program; what a pipe brings is stamped before the rest is even imported."""
    if not _has_posix():
        print("ppchat: needs Linux or macOS; on Windows, run it in WSL", file=sys.stderr)
        return 2  # a usage error, as in the module of exit codes, which is not yet imported
    start_early(sys.argv[1:])
    from ppchat.cli.main import main as run

    return run()


def _has_posix() -> bool:
    """Whether there are file locks; pipes, signals and terminals are then as expected too."""
    try:
        import fcntl  # noqa: F401
    except ImportError:
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
