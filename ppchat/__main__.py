"""`python -m ppchat`."""

from ppchat.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
