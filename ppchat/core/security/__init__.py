"""Keeps foreign text from controlling the terminal, and secrets from leaving the machine."""
