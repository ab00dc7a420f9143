"""Leaves → rows → strips."""
