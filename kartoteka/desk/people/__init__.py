"""The card's People (who serves whom, in what function) and its Tree with balances and moves."""
