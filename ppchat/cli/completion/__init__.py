"""Shell completion: what may stand on the command line, as scripts for bash, zsh and fish."""
