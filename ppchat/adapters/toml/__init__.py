"""The config file: read with the line of each setting, changed with its comments kept."""
