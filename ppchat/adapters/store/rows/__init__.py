"""Rows ↔ values: the statements that write and read the tables, and their parts of a migration."""
