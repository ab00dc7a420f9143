"""What a person can put right: wrong arguments, settings or files."""


class UsageError(Exception):
    """What was given can't be used; the text is one line that says where and why."""
