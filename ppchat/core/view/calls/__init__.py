"""The calls of a model as values to draw: their arguments, and what can be answered."""
