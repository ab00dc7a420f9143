"""The keys: their bindings by id, the keymap of the user, and what is wrong with it."""
