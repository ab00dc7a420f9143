"""Prompts to take: those that are kept, with their variables, and those that were sent."""
