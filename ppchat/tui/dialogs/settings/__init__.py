"""Dialogs that choose who answers the next prompt, and with which settings."""
