"""How the app behaves in its terminal. Alone touches Textual's private names."""
