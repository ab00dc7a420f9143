"""The full-screen front end; the only import of textual and rich."""
