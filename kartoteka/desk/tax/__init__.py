"""Tax information: the worksheet of a year, one person's figures and why, forms, tax offices."""
