"""Pure readers and writers of others' files and codes: no database, no clock, no Django."""
