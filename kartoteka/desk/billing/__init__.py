"""Receivables at the desk: one document, adding and correcting by hand, the slip."""
