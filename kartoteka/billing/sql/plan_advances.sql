-- What: makes calendars of advances for agreements by one template. An agreement that has a calendar
-- for any of these days, or is not valid on all of them, is passed over.
-- Takes: agreements, amounts (beside them), currency, title, actor, first_due, months (between two),
-- count, days (from issue to due). Returns: the new calendars. Locks: nothing.
WITH wanted AS (
  SELECT agreement.id, asked.amount
  FROM unnest(%(agreements)s::bigint[], %(amounts)s::numeric[]) AS asked(agreement_id, amount)
  JOIN agreements_agreement AS agreement ON agreement.id = asked.agreement_id
  CROSS JOIN LATERAL (
    SELECT (%(first_due)s::date + make_interval(months => %(months)s * (%(count)s - 1)))::date AS due
  ) AS last
  WHERE agreement.valid_from <= %(first_due)s
    AND (agreement.valid_to IS NULL OR agreement.valid_to >= last.due)
    AND NOT EXISTS (
      SELECT FROM billing_advanceplan AS plan JOIN billing_advance AS one ON one.plan_id = plan.id
      WHERE plan.agreement_id = agreement.id AND one.due_on BETWEEN %(first_due)s AND last.due
        AND (plan.ended_on IS NULL OR one.due_on <= plan.ended_on))
), made AS (
  INSERT INTO billing_advanceplan (agreement_id, currency, title, actor)
  SELECT wanted.id, %(currency)s, %(title)s, %(actor)s FROM wanted ORDER BY wanted.id
  RETURNING id, agreement_id
), filled AS (
  INSERT INTO billing_advance (plan_id, ordinal, issued_on, due_on, amount)
  SELECT made.id, place.ordinal, place.due_on - %(days)s, place.due_on, wanted.amount
  FROM made JOIN wanted ON wanted.id = made.agreement_id
  CROSS JOIN LATERAL (
    SELECT ordinal,
           (%(first_due)s::date + make_interval(months => %(months)s * (ordinal - 1)))::date AS due_on
    FROM generate_series(1, %(count)s) AS ordinal) AS place
)
SELECT id FROM made ORDER BY id
