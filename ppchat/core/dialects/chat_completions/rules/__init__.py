"""The rules of a sound stream of Chat Completions, and the checks of each."""
