"""Ollama's lines of JSON as a dialect: what its lines say and do."""
