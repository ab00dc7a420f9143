"""Errors that the user can fix: wrong arguments, settings or files."""


class UsageError(Exception):
    """Unusable input; the message is one line that says where and why."""


class ConfigError(UsageError):
    """An invalid setting; its text is one line that says where and why."""
