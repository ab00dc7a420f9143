"""The check of an answer against its JSON schema, which a kept library makes in a process."""
