"""Chat Completions as a dialect: what its chunks say and do."""
