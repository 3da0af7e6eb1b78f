-- What happened to claims is only added to, and which limitation every document has.
-- Takes: nothing. Returns: nothing. Locks: the tables while their triggers are made.
SELECT append_only('billing_limitationevent', '{reason}');
SELECT trail_watch('billing_claimrule', 'id', NULL);
SELECT trail_watch('billing_limitationterm', 'id', NULL);

-- Each term with the one that the law put in its place.
CREATE VIEW billing_limitation_law WITH (security_invoker = true) AS
SELECT country, claim, years, to_year_end, basis,
       coalesce(valid_from, '-infinity'::date) AS valid_from,
       coalesce(valid_to, 'infinity'::date) AS valid_to,
       lead(valid_from) OVER later AS next_from, lead(years) OVER later AS next_years,
       lead(to_year_end) OVER later AS next_to_year_end, lead(basis) OVER later AS next_basis
FROM billing_limitationterm
WINDOW later AS (PARTITION BY country, claim ORDER BY valid_from NULLS FIRST);

-- The day on which a term of whole years ends.
CREATE FUNCTION billing_term_end(start date, years integer, to_year_end boolean) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN to_year_end
              THEN make_date(extract(year FROM start)::integer + years, 12, 31)
              ELSE (start + make_interval(years => years))::date END
$$;

-- The kind of claim by the most particular rule; no row where there is none.
CREATE FUNCTION billing_ruled_claim(in_country text, of_creditor bigint, kind text, of_kind text)
RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT rule.claim FROM billing_claimrule AS rule
  WHERE rule.country = in_country
    AND (rule.creditor_id IS NULL OR rule.creditor_id = of_creditor)
    AND rule.entry_kind IN ('', kind)
    AND rule.debtor IN ('', CASE WHEN of_kind IN ('PERSON', 'HOUSEHOLD') THEN 'CONSUMER'
                                 ELSE 'BUSINESS' END)
  ORDER BY rule.creditor_id IS NULL, rule.entry_kind = '', rule.debtor = '', rule.id
  LIMIT 1
$$;

-- What kind of claim each document is and its last day: as kept where something happened to it,
-- else by the rules and the law of the day when it fell due, carried over one change of the law, as
-- billing.limitation counts it.
CREATE VIEW billing_limit WITH (security_invoker = true) AS
SELECT entry.id AS entry_id, coalesce(kept.claim, ruled.claim) AS claim,
       CASE WHEN kept.entry_id IS NOT NULL THEN kept.last_on
            WHEN law.next_from IS NULL OR counted.by_old < law.next_from THEN counted.by_old
            WHEN law.next_years < law.years
            THEN least(counted.by_old,
                       billing_term_end(law.next_from, law.next_years, law.next_to_year_end))
            ELSE billing_term_end(entry.due_on, law.next_years, law.next_to_year_end)
       END AS last_on,
       kept.entry_id IS NOT NULL AND kept.last_on IS NULL AS is_pending
FROM ledger_entry AS entry
JOIN ledger_account AS account ON account.id = entry.account_id
JOIN register_party AS creditor ON creditor.id = account.creditor_id
JOIN register_party AS party ON party.id = account.party_id
LEFT JOIN billing_limitation AS kept ON kept.entry_id = entry.id
LEFT JOIN LATERAL billing_ruled_claim(creditor.country, account.creditor_id, entry.kind,
                                      party.kind) AS ruled(claim) ON true
LEFT JOIN billing_limitation_law AS law
  ON law.country = creditor.country AND law.claim = ruled.claim
 AND entry.due_on BETWEEN law.valid_from AND law.valid_to
CROSS JOIN LATERAL (
  SELECT billing_term_end(entry.due_on, law.years, law.to_year_end) AS by_old) AS counted
WHERE entry.side = 'DEBIT' AND entry.debt_id IS NULL;
