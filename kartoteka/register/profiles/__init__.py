"""What lists and searches of parties know of roles, segments, groups, persons, terms and blocks."""
