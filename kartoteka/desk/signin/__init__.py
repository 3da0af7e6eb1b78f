"""The first superadministrator of an empty program."""
