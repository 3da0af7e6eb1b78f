"""Asking outside registers and taking what they say: one party, one account, or everybody."""
