"""Entry point of `python -m ppchat`."""

from ppchat.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
