"""Imports from any database or file: sources, mappings, dry runs, runs that can be repeated."""
