"""Receivables as documents: invoices, notes, costs; each posts one entry to the ledger."""
