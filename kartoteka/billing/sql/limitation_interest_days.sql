-- What: the days of delay of a document whose interest is not paid.
-- Takes: entry, on. Returns: the first day or NULL, the last one: `on` while the document is open,
-- else the day of what settled it last. Locks: nothing.
SELECT (SELECT since FROM billing_interest_since WHERE entry_id = %(entry)s),
       CASE WHEN EXISTS (SELECT FROM ledger_open WHERE entry_id = %(entry)s) THEN %(on)s::date
            ELSE (SELECT max(credit.effective_on)
                  FROM ledger_settlement AS used
                  JOIN ledger_entry AS credit ON credit.id = used.credit_id
                  WHERE used.debit_id = %(entry)s) END
