"""Cells to rows to strips."""
