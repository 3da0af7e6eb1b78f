"""What of payments can be listed and asked: lines and statements, payers, cash, refunds."""
