"""How the app behaves in its terminal; the only package that uses Textual's private names."""
