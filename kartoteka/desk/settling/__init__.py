"""Settling a credit by hand and withdrawing it, each with a preview."""
