"""Shell completion: the grammar of the command line as scripts for bash, zsh and fish."""
