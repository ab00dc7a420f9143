"""Dialogs that show and explain figures."""
