"""The files that go with the next prompt: their row above it, and how they get there."""
