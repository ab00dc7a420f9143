"""The rules of a sound stream of Messages, one file per subject."""
