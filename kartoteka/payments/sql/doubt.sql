-- What: lines that are to be scored: where certain rules disagree or none is there, and where what
-- the rules found is contradicted. A payer's name unlike the customer's contradicts every rule but
-- virtual accounts and known payers; an amount that fits nothing contradicts a payer who names
-- nothing. Their certain rules do not count until scoring says so.
-- Banks cut titles: the end of a long one that is no customer's number, but the beginning of some,
-- is kept as cut.
-- Takes: payments_chosen, payments_candidate. Returns: nothing, fills payments_undecided.
-- Locks: nothing.
WITH sure AS (
  SELECT found.line_id, min(found.party_id) AS party_id,
         min(found.party_id) = max(found.party_id) AS agree, array_agg(found.rule) AS rules,
         bool_or(found.is_confirmed) AS is_confirmed
  FROM payments_candidate AS found
  WHERE found.is_certain
  GROUP BY found.line_id
), weighed AS (
  SELECT chosen.line_id, chosen.creditor_id, chosen.currency, chosen.amount,
         coalesce(fold(line.counterparty_name), '') AS name, fold(line.title) AS title,
         sure.line_id IS NULL OR NOT sure.agree
         OR NOT 'VIRTUAL' = ANY (sure.rules) AND NOT sure.is_confirmed
            AND line.counterparty_name <> '' AND NOT payments_alike(
              fold(line.counterparty_name),
              (SELECT fold(party.name) FROM register_party AS party WHERE party.id = sure.party_id))
         OR sure.rules <@ ARRAY['PAYER'] AND NOT EXISTS (
              SELECT FROM ledger_account AS account
              JOIN ledger_open AS open ON open.account_id = account.id AND open.side = 'DEBIT'
              WHERE account.party_id = sure.party_id AND account.creditor_id = chosen.creditor_id
                AND account.currency = chosen.currency AND open.amount = chosen.amount)
         AS doubtful
  FROM payments_chosen AS chosen
  JOIN payments_line AS line ON line.id = chosen.line_id
  LEFT JOIN sure ON sure.line_id = chosen.line_id
  WHERE NOT chosen.is_reversal
)
INSERT INTO payments_undecided
SELECT line_id, creditor_id, currency, amount, name, title, replace(title, ' ', ''),
       array(SELECT word FROM unnest(string_to_array(title, ' ')) AS word WHERE word ~ '^[0-9]{4,}$'),
       CASE WHEN EXISTS (SELECT FROM register_search WHERE number = ending.cut) THEN ''
            WHEN EXISTS (SELECT FROM register_search
                         WHERE number >= ending.cut AND number < ending.cut || ':') THEN ending.cut
            ELSE '' END
FROM weighed
  CROSS JOIN LATERAL (
    SELECT CASE WHEN length(title) >= 30
                THEN coalesce(substring(title FROM ' ([a-z]{0,4}[0-9]{3,})$'), '') ELSE '' END
  ) AS last(word)
  CROSS JOIN LATERAL (
    SELECT CASE WHEN length(last.word) >= 5 THEN last.word END) AS ending(cut)
WHERE doubtful
