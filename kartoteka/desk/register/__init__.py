"""The desk's screens of the register: the list, the search, a new party, changing everything."""
