"""The tools of the config: functions with their schemas and commands, and hosted tools."""
