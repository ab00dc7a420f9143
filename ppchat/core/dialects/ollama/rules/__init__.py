"""The rules of a sound stream of Ollama."""
