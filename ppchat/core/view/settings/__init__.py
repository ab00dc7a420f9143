"""Turn settings as texts: in the fields of a form, and beside the name of who answers."""
