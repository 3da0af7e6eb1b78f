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
  JOIN payments_waiting AS waiting ON waiting.line_id = chosen.line_id
  CROSS JOIN LATERAL unnest(waiting.keys || waiting.symbols) AS named(key)
  JOIN ledger_entry AS entry
    ON replace(fold(entry.number), ' ', '') = named.key
   AND entry.side = 'DEBIT' AND entry.debt_id IS NULL AND entry.number <> ''
  JOIN ledger_account AS account
    ON account.id = entry.account_id
   AND account.creditor_id = chosen.creditor_id AND account.currency = chosen.currency
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(part.amount), 0) AS total,
           coalesce(sum(part.amount) FILTER (WHERE part.entry_id = entry.id), 0) AS principal
    FROM ledger_open AS part
    WHERE part.account_id = account.id AND part.debt_id = entry.id
  ) AS open
) AS found
GROUP BY found.line_id, found.party_id
