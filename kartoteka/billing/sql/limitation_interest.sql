-- When the interest of claims ends earlier than they do themselves, as limitation.interest counts it
-- (art. 118 KC; § 110 (3) OZ, § 397 ObchZ). By the newest law of interest only: days before the
-- change of 2018 are barred today by either.
-- Takes: nothing. Returns: nothing. Locks: nothing.

-- As what kind of claim the interest of a claim ends.
CREATE FUNCTION billing_interest_claim(country text, claim text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN country = 'PL' THEN 'BUSINESS' ELSE claim END
$$;

-- Documents whose interest may end before they do: something happened to them, or their kind of
-- claim lasts longer than interest somewhere. Of all others it is never asked.
CREATE VIEW billing_parted_claim WITH (security_invoker = true) AS
SELECT DISTINCT own.claim
FROM billing_limitation_law AS own
JOIN billing_limitation_law AS periodic
  ON periodic.country = own.country
 AND periodic.claim = billing_interest_claim(own.country, own.claim)
WHERE own.years > periodic.years;

-- The first day of delay of a document whose interest is not paid: of the interest entries that
-- stand open, and of the days that none charges yet; NULL where there is none.
CREATE VIEW billing_interest_since WITH (security_invoker = true) AS
SELECT entry.id AS entry_id, creditor.country,
       least(
         (SELECT min(coalesce(charged.first_day, delay.first_day))
          FROM ledger_entry AS note
          JOIN ledger_open AS still ON still.entry_id = note.id AND still.side = 'DEBIT'
          LEFT JOIN ledger_interestperiod AS charged ON charged.entry_id = note.id
          WHERE note.debt_id = entry.id AND note.kind = 'INTEREST'),
         CASE WHEN entry.interest_kind <> '' THEN
           coalesce((SELECT max(charged.last_day) + 1 FROM ledger_interestperiod AS charged
                     WHERE charged.debt_id = entry.id AND charged.cancelled_by_id IS NULL),
                    delay.first_day) END) AS since
FROM ledger_entry AS entry
JOIN ledger_account AS account ON account.id = entry.account_id
JOIN register_party AS creditor ON creditor.id = account.creditor_id
CROSS JOIN LATERAL (SELECT ledger_due_on(entry.id) AS due_on) AS told
LEFT JOIN ledger_movedday AS moved
  ON moved.country = creditor.country AND moved.day = told.due_on
CROSS JOIN LATERAL (SELECT coalesce(moved.worked_on, told.due_on) + 1 AS first_day) AS delay;

-- The first day from `today` on, on which a part of the unpaid interest of a document ends, where
-- that is before the document itself; no row where there is none. One SELECT, so that it becomes
-- part of the statement that asks: called for each row it took six times as long.
CREATE FUNCTION billing_interest_limits(today date) RETURNS TABLE (entry_id bigint, last_on date)
LANGUAGE sql STABLE AS $$
  SELECT limited.entry_id, told.last_on
  FROM billing_limit AS limited
  LEFT JOIN billing_limitation AS kept ON kept.entry_id = limited.entry_id
  CROSS JOIN LATERAL (
    SELECT since.since, since.country,
           billing_interest_claim(since.country, coalesce(kept.own_claim, limited.claim)) AS claim
    FROM billing_interest_since AS since
    WHERE since.entry_id = limited.entry_id OFFSET 0) AS held
  LEFT JOIN LATERAL (  -- the days that end together because of what happened
    SELECT min(run.last_on) FILTER (WHERE run.last_on >= today
             AND coalesce(run.until, 'infinity') >= held.since
             AND coalesce(run.first, '-infinity') <= today) AS last_on,
           max(run.until) AS until, bool_or(run.until IS NULL) AS lasts
    FROM jsonb_to_recordset(kept.runs) AS run(first date, until date, last_on date)
  ) AS together ON kept.runs <> '[]'
  LEFT JOIN billing_limitationterm AS term
    ON term.country = held.country AND term.claim = held.claim AND term.valid_to IS NULL
  CROSS JOIN LATERAL (
    SELECT greatest(held.since, together.until + 1,
                    CASE WHEN term.to_year_end
                         THEN make_date(extract(year FROM today)::integer - term.years, 1, 1)
                         ELSE (today - make_interval(years => term.years))::date END) AS day
  ) AS begun
  CROSS JOIN LATERAL (  -- the first of the days that end by their own term, and are not barred
    SELECT CASE WHEN billing_term_end(begun.day, term.years, term.to_year_end) < today
                THEN begun.day + 1 ELSE begun.day END AS day) AS alone
  CROSS JOIN LATERAL (
    SELECT least(together.last_on,
                 CASE WHEN alone.day <= today AND together.lasts IS NOT TRUE
                      THEN billing_term_end(alone.day, term.years, term.to_year_end) END) AS last_on
  ) AS told
  WHERE (kept.entry_id IS NOT NULL
         OR limited.claim IN (SELECT parted.claim FROM billing_parted_claim AS parted))
    AND held.since IS NOT NULL
    AND (limited.last_on IS NULL OR told.last_on < limited.last_on)
    AND told.last_on IS NOT NULL
$$;
