-- What: lines that name documents. Certain where the amount is that of one of them (as issued, what
-- is open of it, or of its principal) or of all of them together.
-- Takes: payments_chosen. Returns: nothing, fills payments_candidate. Locks: nothing.
INSERT INTO payments_candidate
SELECT found.line_id, found.party_id, 'DOCUMENT',
       NOT bool_or(found.is_reversal) AND (bool_or(found.fits) OR sum(found.open) = max(found.asked)
                                           OR sum(found.principal) = max(found.asked)),
       jsonb_build_object('numbers', CASE WHEN bool_or(found.fits)
         THEN jsonb_agg(found.number ORDER BY found.number) FILTER (WHERE found.fits)
         ELSE jsonb_agg(found.number ORDER BY found.number) END),
       CASE WHEN bool_or(found.fits)
         THEN array_agg(found.entry_id ORDER BY found.entry_id) FILTER (WHERE found.fits AND found.open > 0)
         ELSE array_agg(found.entry_id ORDER BY found.entry_id) FILTER (WHERE found.open > 0) END
FROM (
  SELECT DISTINCT ON (chosen.line_id, entry.id)
         chosen.line_id, account.party_id, entry.id AS entry_id, entry.number,
         chosen.amount AS asked, chosen.is_reversal, open.total AS open, open.principal,
         open.total > 0 AND chosen.amount IN (entry.amount, open.total, open.principal) AS fits
  FROM payments_chosen AS chosen
  CROSS JOIN LATERAL unnest(chosen.keys || chosen.symbols) AS named(key)
  CROSS JOIN LATERAL (
    SELECT debit.id, debit.number, debit.amount, debit.account_id FROM ledger_entry AS debit
    WHERE number_key(debit.number) = named.key
      AND debit.side = 'DEBIT' AND debit.debt_id IS NULL AND debit.number <> ''
    OFFSET 0
  ) AS entry
  CROSS JOIN LATERAL (
    SELECT kept.id, kept.party_id FROM ledger_account AS kept
    WHERE kept.id = entry.account_id
      AND kept.creditor_id = chosen.creditor_id AND kept.currency = chosen.currency
    OFFSET 0
  ) AS account
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(part.amount), 0) AS total,
           coalesce(sum(part.amount) FILTER (WHERE part.entry_id = entry.id), 0) AS principal
    FROM ledger_open AS part
    WHERE part.account_id = account.id AND part.debt_id = entry.id
  ) AS open
) AS found
GROUP BY found.line_id, found.party_id
