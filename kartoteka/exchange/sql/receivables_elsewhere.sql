-- New receivables that our books have already, though not from this program: the same number of
-- the same customer and creditor with the same amount or day of issue. A person must decide.
-- Takes: exchange_staging; source. Returns: nothing. Locks: nothing.
UPDATE exchange_staging AS staged
   SET outcome = 'CONFLICT', code = 'posted_elsewhere', field = 'number',
       facts = jsonb_build_object('ours', entry.number, 'issued', entry.issued_on)
  FROM ledger_account AS account
  JOIN ledger_entry AS entry ON entry.account_id = account.id
 WHERE staged.outcome = 'NEW' AND staged.target IS NULL
   AND account.party_id = staged.party_id AND account.creditor_id = staged.creditor_id
   AND account.currency = staged.currency
   AND entry.number = staged.number AND entry.number <> '' AND entry.side = 'DEBIT'
   AND entry.kind = staged.kind AND entry.source <> %(source)s
   AND (entry.amount = staged.amount OR entry.issued_on = staged.issued_on)
