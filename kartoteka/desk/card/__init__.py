"""The card: everything about one customer on one page, by tabs."""
