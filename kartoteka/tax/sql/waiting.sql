-- How much of a year is left to do: informations that should be issued or corrected or sent to the
-- tax office, and those that customers have not been given. Takes: year.
-- Returns: two numbers. Locks: nothing.
SELECT count(*) FILTER (WHERE w.state IN ('TO_DECIDE', 'TO_ISSUE', 'TO_CORRECT')
                           OR (w.state = 'ISSUED' AND w.sent_on IS NULL AND w.accepted_on IS NULL)),
       count(*) FILTER (WHERE w.state IN ('TO_DECIDE', 'TO_ISSUE', 'TO_CORRECT')
                           OR (w.state = 'ISSUED' AND w.given_on IS NULL))
FROM tax_worksheet() w WHERE w.year = %(year)s
