"""The built-in demo: recordings, and a server process that replays them."""
