"""Formulas: where they are in a text, and as Unicode where that reads well."""
