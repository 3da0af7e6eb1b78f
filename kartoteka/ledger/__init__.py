"""Accounts, entries and settlements: what everybody owes and what has paid for what.

Account = party x creditor x currency. Entry = posted debit or credit. Settlement = part of a
credit used on a debit of the same account. Entries and settlements are only ever added; a
withdrawn settlement is its mirror. ledger_open holds what is still open, kept by triggers.
"""
