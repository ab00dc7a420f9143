"""`ppchat ask` after its arguments are read: the rounds of one question, printed as they arrive."""
