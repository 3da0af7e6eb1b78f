"""Imports on screen: from the file or source to the report, a step a page."""
