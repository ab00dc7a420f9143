"""The rules of single events and of the life of a response, one file per subject."""
