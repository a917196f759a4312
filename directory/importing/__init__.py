"""Tables of the directory read in: what is in a file, what it would change, and storing exactly that."""
