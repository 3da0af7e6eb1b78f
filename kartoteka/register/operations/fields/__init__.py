"""Defining custom fields and dictionaries, and setting their values."""
