"""Points of supply and agreements: number, party, creditor, validity."""
